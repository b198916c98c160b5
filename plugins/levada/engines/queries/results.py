"""Columns of a query's rows that its table does not promise, and promised ones it does not return: before it runs."""

from collections.abc import Iterator, Mapping

from levada.engines.queries.known import Known, closed, names
from levada.plan.actions import Sql
from levada.plan.tables import Table
from levada.spec.source import Mistake
from levada.spec.vocabulary import nearest


def unlike(action: Sql, table: Table, known: Mapping[str, Known]) -> Iterator[tuple[int, Mistake]]:
    """Each of them, and its offset in the query. A table that takes other columns promises nothing of the kind."""
    from levada.engines.queries.references import results, said

    if table.columns is None or not closed(table):
        return
    promised = names(table.columns)
    named = said(action.query, action.dialect)
    may = results(action.query, action.dialect)
    sure = not may.open and all(name in known and known[name].surely for name in may.datasets)
    there = {*may.names, *(name.lower() for each in may.datasets & set(known) for name in known[each].names)}
    missing = [name for name in promised if name.lower() not in there] if sure else []
    for name, at in named:
        if name.lower() not in map(str.lower, promised):
            cure = (
                nearest(name, missing or list(promised)) or f"leave it out, or add it to the contract of {table.name}"
            )
            yield at, Mistake(("sql",), f"the contract of {table.name} has no column {name}", cure)
    for name in missing:
        cure = nearest(name, [each for each, _ in named]) or "return it, or take it out of the contract"
        said_of_it = f"the query returns no column {name}, which the contract of {table.name} has"
        yield named[0][1] if named else 0, Mistake(("sql",), said_of_it, cure)
