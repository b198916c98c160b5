"""Steps become tasks: what each does, what it reads, which tables it fills and how."""

import json
from collections.abc import Iterator
from hashlib import sha256

from levada.intervals import UNITS, unit_of
from levada.plan.actions import Action, Dbt, Ingest, Operator, Python, Spark, Sql, Wait
from levada.plan.checks import Check
from levada.plan.conditions import condition
from levada.plan.graph import Backfill, Output, Read, Schedule, Settings, Task
from levada.plan.items import for_each
from levada.plan.params import Param
from levada.plan.tables import BY_KEY, Column, PartitionField, SortField, Strategy, Table
from levada.spec import wait as spec
from levada.spec.dataset import Dataset
from levada.spec.layout import PARTITION, SORT
from levada.spec.pipeline import Pipeline
from levada.spec.schedule import AnyOf
from levada.spec.sql import understood
from levada.spec.step import Step

_json = json.JSONEncoder(sort_keys=True).encode


def action(pipeline: Pipeline, step: Step) -> Action:
    """What a step does."""
    if step.ingest:
        files = step.ingest.files
        form = files.inferred_format
        assert form  # the spec asks for one where the name does not tell
        return Ingest(files.path, form, tuple(sorted(files.options.model_dump(exclude_unset=True).items())))
    if step.spark:
        return Spark(*step.spark.place, _json(step.arguments), step.spark.trigger)
    if step.sql:
        foreign = understood(step.sql.query, step.sql.dialect).foreign
        return Sql(step.sql.query, step.sql.dialect, tuple(name for name, _ in foreign))
    if step.python:
        return Python(*step.python.place, _json(step.arguments))
    if step.wait:
        return _wait(step.wait, pipeline.schedule.timezone)
    if step.operator:
        return Operator(step.operator.path, _json(step.operator.args))
    assert step.dbt  # the spec lets no step through without a verb
    return Dbt(step.dbt.select, step.dbt.exclude, _json(step.dbt.vars))


def _wait(said: spec.Wait, timezone: str) -> Wait:
    """The spec lets exactly one of the three through."""
    if said.files:
        return Wait("files", said.files, said.timeout, said.on_timeout, timezone)
    if said.dataset:
        return Wait("dataset", said.dataset, said.timeout, said.on_timeout, timezone)
    return Wait("until", said.until or "", said.timeout, said.on_timeout, timezone)


def params(pipeline: Pipeline) -> tuple[Param, ...]:
    """What whoever starts a run may say, in the document's order: so Airflow's form shows it."""
    return tuple(Param(name, json.dumps(schema)) for name, schema in pipeline.params.items())


def task(name: str, pipeline: Pipeline, step: Step, tables: dict[str, Table]) -> Task:
    """One step as a task; `tables` by dataset. Edges and engines are set by the planner and by binding."""
    return Task(
        pipeline=name,
        step=step.name or "",
        action=action(pipeline, step),
        reads=tuple(
            Read(argument, read.dataset, read.rows, _event_time(pipeline, read.dataset), read.lookback or 0)
            for argument, read in step.inputs.items()
        ),
        into=tuple(Output(theirs, tables[dataset]) for theirs, dataset in step.outputs.items()),
        trigger_rule=step.trigger_rule,
        when=condition(step.when) if step.when else None,
        for_each=None if step.for_each is None else for_each(step.for_each),
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


def table(
    name: str,
    step: Step | None,
    spec: Dataset,
    key: tuple[str, ...],
    columns: tuple[Column, ...] | None = None,
    checks: tuple[Check, ...] = (),
    description: str = "",
) -> Table:
    """How a dataset with a key, or none, is laid out and written; columns, checks and description are the contract's
    and come from the planner."""
    strategy = spec.write.strategy if spec.write else _default_strategy(step, key)
    return Table(
        name=name,
        columns=columns,
        event_time=spec.event_time,
        partitioning=tuple(partition(text) for text in spec.partitioning),
        sort_order=tuple(sort(text) for text in spec.sort_order),
        key=key,
        strategy=strategy,
        on_schema_change=spec.write.on_schema_change if spec.write else None,
        unique_key=((spec.write.unique_key if spec.write else ()) or key) if strategy in BY_KEY else (),
        order_by=tuple(sort(text) for text in spec.write.order_by) if spec.write else (),
        properties=tuple(sorted(spec.properties.items())),
        checks=checks,
        on_failure=spec.quality.on_failure,
        description=description,
    )


def _default_strategy(step: Step | None, key: tuple[str, ...]) -> Strategy:
    """What is loaded from files twice must not break the promise of a key."""
    if step and step.ingest:
        return "merge" if key else "append"
    return "replace"


def partition(text: str) -> PartitionField:
    """`month(ts)`, `bucket(16, id)`, `country` -> field. The spec has refused anything else."""
    found = PARTITION.fullmatch(text.strip())
    assert found
    if found["column"]:
        return PartitionField(found["column"], "identity")
    size = f"[{found['size']}]" if found["size"] else ""
    return PartitionField(found["of"], f"{found['transform']}{size}")


def sort(text: str) -> SortField:
    """`carrier`, `time_hour desc` -> field."""
    found = SORT.fullmatch(text.strip())
    assert found
    return SortField(found["column"], (found["direction"] or "").lower() == "desc")


def schedule(name: str, pipeline: Pipeline) -> Schedule:
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
        delay=None if said.jitter is None else delay(name, said.jitter),
        assets=tuple(sorted(_assets(pipeline))),
        any_asset=isinstance(said.assets, AnyOf),
        max_active_runs=said.max_active_runs,
        max_active_tasks=said.max_active_tasks,
    )


def backfill(pipeline: Pipeline) -> Backfill:
    """How ranges of the pipeline's intervals are done."""
    said = pipeline.backfill
    return Backfill(said.batch_size or "", said.order == "newest_first", said.max_active_runs)


def delay(name: str, jitter: int) -> int:
    """A pipeline's own share of the jitter, in whole seconds: spread evenly over names, the same on every machine."""
    share = int.from_bytes(sha256(name.encode()).digest()[:8]) / 2**64
    return int(share * jitter)


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
