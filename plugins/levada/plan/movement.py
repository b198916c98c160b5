"""Steps become tasks: what each does, what it reads, which tables it fills and how."""

import json
import re
from collections.abc import Iterator

from levada.intervals import UNITS, unit_of
from levada.plan.actions import Action, Dbt, Ingest, Python, Spark, Sql
from levada.plan.graph import Output, Read, Schedule, Settings, Task
from levada.plan.tables import PartitionField, SortField, Strategy, Table
from levada.spec.dataset import Dataset
from levada.spec.pipeline import Pipeline
from levada.spec.schedule import AnyOf
from levada.spec.step import Step

PARTITION = re.compile(
    r"(?P<transform>year|month|day|hour)\(\s*(?P<time>\w+)\s*\)"
    r"|(?P<sized>bucket|truncate)\(\s*(?P<size>\d+)\s*,\s*(?P<of>\w+)\s*\)"
    r"|(?P<column>\w+)"
)


def action(step: Step) -> Action:
    """What a step does."""
    if step.ingest:
        files = step.ingest.files
        form = files.inferred_format
        assert form  # the spec asks for one where the name does not tell
        return Ingest(files.path, form, tuple(sorted(files.options.model_dump(exclude_unset=True).items())))
    if step.spark:
        return Spark(*step.spark.place, _json(step.arguments))
    if step.sql:
        return Sql(step.sql.query, step.sql.dialect)
    if step.python:
        return Python(*step.python.place, _json(step.arguments))
    assert step.dbt  # the spec lets no step through without a verb
    return Dbt(step.dbt.select, step.dbt.exclude, _json(step.dbt.vars))


def _json(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def task(name: str, pipeline: Pipeline, step: Step, tables: dict[str, Table]) -> Task:
    """One step as a task; `tables` by dataset. Edges and engines are set by the planner and by binding."""
    return Task(
        pipeline=name,
        step=step.name or "",
        action=action(step),
        reads=tuple(
            Read(argument, read.dataset, read.rows, _event_time(pipeline, read.dataset))
            for argument, read in step.inputs.items()
        ),
        into=tuple(Output(theirs, tables[dataset]) for theirs, dataset in step.outputs.items()),
        settings=_settings(pipeline, step),
        description=step.description,
    )


def _event_time(pipeline: Pipeline, dataset: str) -> str | None:
    return pipeline.datasets[dataset].event_time if dataset in pipeline.datasets else None


def _settings(pipeline: Pipeline, step: Step) -> Settings:
    """The step's own words, else the pipeline's, else the built-in ones."""
    said = {}
    for key in ("retries", "retry_delay", "execution_timeout", "pool", "priority_weight"):
        own, common = getattr(step, key), getattr(pipeline.default_args, key)
        if (value := common if own is None else own) is not None:
            said[key] = value
    return Settings(**said)


def table(name: str, step: Step | None, spec: Dataset, keyed: bool) -> Table:
    """How a dataset is laid out and written; columns and checks are the contract's and come from the planner."""
    return Table(
        name=name,
        event_time=spec.event_time,
        partitioning=tuple(partition(text) for text in spec.partitioning),
        sort_order=tuple(sort(text) for text in spec.sort_order),
        strategy=spec.write.strategy if spec.write else _default_strategy(step, keyed),
        properties=tuple(sorted(spec.properties.items())),
        on_failure=spec.quality.on_failure,
    )


def _default_strategy(step: Step | None, keyed: bool) -> Strategy:
    return "append" if step and step.ingest and not keyed else "replace"


def partition(text: str) -> PartitionField:
    """`month(ts)`, `bucket(16, id)`, `country` -> field. The spec has refused anything else."""
    found = PARTITION.fullmatch(text.strip())
    assert found
    if found["transform"]:
        return PartitionField(found["time"], found["transform"])
    if found["sized"]:
        return PartitionField(found["of"], f"{found['sized']}[{found['size']}]")
    return PartitionField(found["column"], "identity")


def sort(text: str) -> SortField:
    """`carrier`, `time_hour desc` -> field."""
    column, _, direction = text.strip().partition(" ")
    return SortField(column, direction.strip().lower() == "desc")


def schedule(pipeline: Pipeline) -> Schedule:
    """When the pipeline runs, with its calendar unit."""
    said = pipeline.schedule
    unit = UNITS[said.interval] if said.interval else unit_of(said.cron) if said.cron else None
    return Schedule(
        cron=said.cron,
        timezone=said.timezone,
        unit=unit,
        start_date=said.start_date,
        end_date=said.end_date,
        catchup=said.catchup,
        assets=tuple(sorted(_assets(pipeline))),
        any_asset=isinstance(said.assets, AnyOf),
        max_active_runs=said.max_active_runs,
        max_active_tasks=said.max_active_tasks,
    )


def _assets(pipeline: Pipeline) -> Iterator[str]:
    match pipeline.schedule.assets:
        case AnyOf(any=names):
            yield from names
        case "reads":
            yield from foreign_reads(pipeline)
        case tuple() as names:
            yield from names


def foreign_reads(pipeline: Pipeline) -> set[str]:
    """Datasets a pipeline reads and does not write itself."""
    written = {dataset for step in pipeline.steps for dataset in step.outputs.values()}
    return {read.dataset for step in pipeline.steps for read in step.inputs.values()} - written
