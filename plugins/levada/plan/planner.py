"""Where the subjects meet, and only here: a pipeline's document becomes its plan."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from graphlib import TopologicalSorter

from levada.plan import movement, quality
from levada.plan.access import grants
from levada.plan.agreements import agreed, told
from levada.plan.channels import channel
from levada.plan.columns import columns
from levada.plan.graph import Plan, Task
from levada.plan.tables import Table
from levada.spec.dataset import Dataset
from levada.spec.foreign_keys import foreign_keys
from levada.spec.pipeline import Pipeline
from levada.spec.project import Project, contract_ids
from levada.spec.step import Step

UNSAID = Dataset()


def plan(project: Project) -> tuple[Plan, ...]:
    """Every pipeline's plan, by name."""
    return tuple(_plan(project, name) for name in sorted(project.pipelines))


def _plan(project: Project, name: str) -> Plan:
    pipeline = project.pipelines[name]
    written = _datasets(pipeline)
    tables, unchecked = {}, []
    for dataset, step in written.items():
        tables[dataset], missing = _table(project, name, dataset, pipeline, step)
        unchecked += [f"{dataset}.{what}" for what in missing]
    unchecked += _agreements(project, name)
    tasks = tuple(movement.task(name, pipeline, step, tables) for step in pipeline.steps)
    named = {step.name or "": _named(step, written) for step in pipeline.steps}
    return Plan(
        pipeline=name,
        source=project.sources[name].file,
        schedule=movement.schedule(name, pipeline),
        backfill=movement.backfill(pipeline),
        deadline=pipeline.deadline,
        params=movement.params(pipeline),
        tasks=_ordered(tasks, named),
        description=pipeline.description,
        domain=pipeline.domain or "",
        owner=pipeline.owner or "",
        channel=channel(pipeline.owner, project.environment),
        access_control=grants(pipeline),
        tags=tuple(sorted(pipeline.tags)),
        unchecked=tuple(unchecked),
    )


def _agreements(project: Project, name: str) -> Iterator[str]:
    """What the pipeline's contracts agree on that is about none of their objects, in words."""
    for contract in sorted(contract_ids(project.pipelines[name], name)):
        if contract in project.contracts:
            yield from (f"contract {contract}: {told(one)}" for one in project.contracts[contract].agreements)


def _datasets(pipeline: Pipeline) -> dict[str, Step]:
    """What the pipeline's steps fill, and which step does."""
    return {dataset: step for step in pipeline.steps for dataset in step.outputs.values()}


def _named(step: Step, written: Mapping[str, Step]) -> tuple[str, ...]:
    """The steps a step names, and those that fill what its condition asks about and what it is done for."""
    looked_at = (written[dataset].name or "" for dataset in step.looked_at if dataset in written)
    return (*step.depends_on, *looked_at)


def _table(project: Project, name: str, dataset: str, pipeline: Pipeline, step: Step) -> tuple[Table, tuple[str, ...]]:
    spec = pipeline.datasets.get(dataset, UNSAID)
    contract = project.contract_of(name, dataset)
    own = spec.quality.checks
    if step.operator:
        return movement.table(dataset, step, spec, ()), ("every promise: an operator writes it",) if contract else ()
    if contract is None:
        checks, unchecked = quality.checks((), (), own=own)
        return movement.table(dataset, step, spec, (), checks=checks), unchecked
    key = quality.primary_key(contract.properties)
    service = agreed(contract.agreements, spec.event_time)
    keys = tuple(foreign_keys(pipeline, name, dataset, project.contracts))
    checks, unchecked = quality.checks(contract.properties, contract.quality, keys, service, own, contract.dialect)
    promised = columns(contract.properties)
    return movement.table(dataset, step, spec, key, promised, checks, contract.description), unchecked


def _ordered(tasks: tuple[Task, ...], depends_on: dict[str, tuple[str, ...]]) -> tuple[Task, ...]:
    """Tasks after those that fill what they read or refer to, and those they name; where order is free, as the document
    has them."""
    writer = {table.name: task.step for task in tasks for table in task.tables}
    needs = {task.step: {*(read.dataset for read in task.reads), *task.references} for task in tasks}
    before = {
        step: {writer[dataset] for dataset in datasets if dataset in writer} - {step} | set(depends_on[step])
        for step, datasets in needs.items()
    }
    place = {task.step: number for number, task in enumerate(tasks)}
    sorter = TopologicalSorter(before)
    sorter.prepare()
    order: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready(), key=place.__getitem__)
        order += ready
        sorter.done(*ready)
    by_step = {task.step: task for task in tasks}
    return tuple(replace(by_step[step], after=tuple(sorted(before[step], key=order.index))) for step in order)
