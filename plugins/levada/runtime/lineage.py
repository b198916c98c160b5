"""Where a published dataset's values come from, column by column. No task fails because that cannot be told."""

from collections.abc import Iterable

from levada.engines.base import Work
from levada.engines.inputs import scopes
from levada.engines.lineage import NOTHING_TOLD, Lineage, Traced, dataset, told_or_not
from levada.plan.actions import Sql


def lineage(work: Work, name: str, columns: Iterable[str]) -> Lineage:
    """Of a dataset that a task has filled, which has these columns. A query is looked at here, whichever engine was
    asked; of everything else the engine has told."""
    action = work.task.action
    if isinstance(action, Sql):
        with told_or_not(name):
            work.traced[name] = _of_query(work, action)
    found = work.traced.get(name)
    return found.lineage(columns) if found else NOTHING_TOLD


def _of_query(work: Work, action: Sql) -> Traced:
    from levada.engines.queries.lineage import traced

    read = {one.dataset: dataset(one.dataset, seen.schema.column_names) for one, seen in scopes(work)}
    return traced(action.query, action.dialect, {**read, **dict.fromkeys(action.foreign)})
