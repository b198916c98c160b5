"""Where the subjects meet, and only here: a pipeline's document becomes its plan."""

from dataclasses import replace
from graphlib import TopologicalSorter

from levada.plan import movement, quality
from levada.plan.columns import columns
from levada.plan.graph import Plan, Task
from levada.plan.tables import Table
from levada.spec.dataset import Dataset
from levada.spec.pipeline import Pipeline
from levada.spec.project import Project
from levada.spec.step import Step


def plan(project: Project) -> tuple[Plan, ...]:
    """Every pipeline's plan, by name."""
    return tuple(_plan(project, name) for name in sorted(project.pipelines))


def _plan(project: Project, name: str) -> Plan:
    pipeline = project.pipelines[name]
    tables, unchecked = {}, []
    for dataset, step in _datasets(pipeline).items():
        tables[dataset], missing = _table(project, name, dataset, pipeline, step)
        unchecked += [f"{dataset}.{what}" for what in missing]
    tasks = tuple(movement.task(name, pipeline, step, tables) for step in pipeline.steps)
    return Plan(
        pipeline=name,
        source=project.sources[name].file,
        schedule=movement.schedule(pipeline),
        params=movement.params(pipeline),
        tasks=_ordered(tasks, {step.name or "": step.depends_on for step in pipeline.steps}),
        description=pipeline.description,
        domain=pipeline.domain or "",
        owner=pipeline.owner or "",
        tags=tuple(sorted(pipeline.tags)),
        unchecked=tuple(unchecked),
    )


def _datasets(pipeline: Pipeline) -> dict[str, Step]:
    """What the pipeline's steps fill, and which step does."""
    return {dataset: step for step in pipeline.steps for dataset in step.outputs.values()}


def _table(project: Project, name: str, dataset: str, pipeline: Pipeline, step: Step) -> tuple[Table, tuple[str, ...]]:
    spec = pipeline.datasets.get(dataset, Dataset())
    contract = project.contract_of(name, dataset)
    if contract is None:
        return movement.table(dataset, step, spec, ()), ()
    key = quality.primary_key(contract.properties)
    checks, unchecked = quality.checks(contract.properties, contract.quality)
    table = movement.table(dataset, step, spec, key)
    promised = columns(contract.properties)
    return replace(table, columns=promised, checks=checks, description=contract.description), unchecked


def _ordered(tasks: tuple[Task, ...], depends_on: dict[str, tuple[str, ...]]) -> tuple[Task, ...]:
    """Tasks after those that fill what they read and those they name; where order is free, as the document has them."""
    writer = {table.name: task.step for task in tasks for table in task.tables}
    before = {
        task.step: {writer[read.dataset] for read in task.reads if read.dataset in writer} | set(depends_on[task.step])
        for task in tasks
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
