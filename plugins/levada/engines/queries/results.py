"""Columns of a query's rows that its table does not promise, and promised ones it does not return: before it runs."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from levada.engines.queries.known import Known, closed, names
from levada.names import nearest
from levada.plan.tables import Table
from levada.spec.source import Mistake

if TYPE_CHECKING:
    from levada.engines.queries.references import Outline


def unlike(told: "Outline", table: Table, known: Mapping[str, Known]) -> Iterator[tuple[int, Mistake]]:
    """Each of them, and its offset in the query. A table that takes other columns promises nothing of the kind."""
    if table.columns is None or not closed(table):
        return
    promised = names(table.columns)
    missing = _missing(told, promised, known)
    for name, at in told.named:
        if name.lower() not in map(str.lower, promised):
            message = f"the contract of {table.name} has no column {name}"
            other = f"leave it out, or add it to the contract of {table.name}"
            yield at, Mistake(("sql",), message, nearest(name, missing or list(promised)) or other)
    for name in missing:
        message = f"the query returns no column {name}, which the contract of {table.name} has"
        hint = nearest(name, [each for each, _ in told.named]) or "return it, or take it out of the contract"
        yield told.named[0][1] if told.named else 0, Mistake(("sql",), message, hint)


def _missing(told: "Outline", promised: tuple[str, ...], known: Mapping[str, Known]) -> list[str]:
    """Promised columns that cannot be among the results; none where these may be any."""
    results = told.results
    if results.open or not all(name in known and known[name].surely for name in results.datasets):
        return []
    there = {*results.names, *(name.lower() for each in results.datasets for name in known[each].names)}
    return [name for name in promised if name.lower() not in there]
