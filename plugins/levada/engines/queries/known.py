"""What is known of the columns of what a task reads, from contracts alone."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from levada.plan.columns import columns
from levada.plan.graph import Task
from levada.plan.tables import Column, Table
from levada.spec.project import Project


@dataclass(frozen=True, slots=True)
class Known:
    """The columns of a dataset. `surely`: it can have no others."""

    names: tuple[str, ...]
    surely: bool


def known(project: Project, task: Task, filled: Mapping[str, Table]) -> Iterator[tuple[str, Known]]:
    """The datasets a task reads whose columns somebody promises. `filled`: the tables that tasks fill, by name."""
    for read in task.reads:
        table = filled.get(read.dataset)
        contract = project.contract_of(task.pipeline, read.dataset)
        if table and table.columns:
            yield read.dataset, Known(names(table.columns), closed(table))
        elif contract and contract.properties:
            yield read.dataset, Known(names(columns(contract.properties)), surely=False)


def names(promised: tuple[Column, ...]) -> tuple[str, ...]:
    return tuple(column.name for column in promised)


def closed(table: Table) -> bool:
    """Whether a table has the columns of its contract and no others."""
    return table.columns is not None and table.on_schema_change in (None, "fail")
