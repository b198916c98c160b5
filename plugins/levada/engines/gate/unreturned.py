"""Columns that the settings and checks of a dataset without a contract name, and that the query which fills it does not
return: told from the queries alone, as far as these tell all they return."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial

from pydantic import JsonValue

from levada.engines.gate.questions import absent
from levada.engines.queries.known import closed, names
from levada.errors import Problem
from levada.names import nearest
from levada.plan.actions import Sql
from levada.plan.checks import Check
from levada.plan.graph import Plan, Task
from levada.plan.measures import Answer
from levada.plan.metrics import metrics
from levada.plan.tables import Table
from levada.spec.dataset import Dataset
from levada.spec.project import Project
from levada.spec.source import Path

Returned = Mapping[str, tuple[str, ...]]
"""Dataset -> its columns, all of them, in small letters."""
Named = Iterator[tuple[Path, str]]
"""Where a column is named below its dataset, and its name."""


def unreturned(project: Project, plans: Iterable[Plan]) -> Iterator[Problem]:
    """Every such column, where it is named."""
    plans = tuple(plans)
    unpromised = {task.tables[0].name: (plan, task) for plan in plans for task in plan.tasks if _by_query_alone(task)}
    settings = {name: project.pipelines[plan.pipeline].datasets.get(name) for name, (plan, _) in unpromised.items()}
    if not any(spec and _names_columns(spec) for spec in settings.values()):
        return
    returned = _returned(plans, {name: task for name, (_, task) in unpromised.items()})
    for name, (plan, task) in unpromised.items():
        if (spec := settings[name]) and (there := returned.get(name)):
            for path, column in (
                *_laid_out(task.tables[0]),
                *_checked(spec, partial(absent, dataset=name, names=there)),
            ):
                if column.lower() not in there:
                    message = f"the query that fills {name} returns no column {column}"
                    hint = nearest(column, list(there)) or f"it returns: {', '.join(there)}"
                    yield project.problem(plan.pipeline, ("datasets", name, *path), message, hint, "checks")


def _by_query_alone(task: Task) -> bool:
    """Whether a query alone says which columns a dataset has."""
    if not (isinstance(task.action, Sql) and len(task.tables) == 1):
        return False
    (table,) = task.tables
    return table.columns is None and table.on_schema_change in (None, "fail")


def _names_columns(spec: Dataset) -> bool:
    return bool(spec.quality.checks or spec.event_time or spec.partitioning or spec.sort_order or spec.write)


def _returned(plans: Iterable[Plan], unpromised: Mapping[str, Task]) -> Returned:
    """The columns of every dataset that can have no others. A query may read what another one fills."""
    from levada.engines.queries.references import outline

    tables = [table for plan in plans for task in plan.tasks for table in task.tables if closed(table)]
    found = {table.name: tuple(name.lower() for name in names(table.columns or ())) for table in tables}
    waiting = {
        name: outline(task.action.query, task.action.dialect).results
        for name, task in unpromised.items()
        if isinstance(task.action, Sql)
    }
    while ready := [name for name, columns in waiting.items() if not columns.open and columns.datasets <= set(found)]:
        for name in ready:
            columns = waiting.pop(name)
            beside = (each for dataset in sorted(columns.datasets) for each in found[dataset])
            found[name] = tuple(dict.fromkeys((*sorted(columns.names), *beside)))
    return found


def _laid_out(table: Table) -> Named:
    """Columns by which rows are told, laid out and merged."""
    if table.event_time:
        yield ("event_time",), table.event_time
    yield from ((("partitioning", number), each.column) for number, each in enumerate(table.partitioning))
    yield from ((("sort_order", number), each.column) for number, each in enumerate(table.sort_order))
    yield from ((("write", "unique_key"), column) for column in table.unique_key)


def _checked(spec: Dataset, asked_for: Callable[[Answer], tuple[str, ...]]) -> Named:
    """Columns of the dataset's own checks. `asked_for`: those that a check's query asks for and that are not there."""
    for number, item in enumerate(spec.quality.checks):
        path: Path = ("quality", "checks", number)
        column = _text(item.get("column"))
        if column:
            yield (*path, "column"), column
        for check in metrics((item,), column):
            measure = check.measure if isinstance(check, Check) else None
            if isinstance(measure, Answer):
                yield from (((*path, "query"), name) for name in asked_for(measure))
            yield from ((path, name) for name in getattr(measure, "columns", ()) if name != column)


def _text(value: JsonValue) -> str | None:
    return value if isinstance(value, str) else None
