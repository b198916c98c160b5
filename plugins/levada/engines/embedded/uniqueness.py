"""Rows whose key was seen before, as queries over all rows."""

from pyiceberg.schema import Schema

from levada.engines.embedded.measures import column_of
from levada.lake.sql import identifier
from levada.plan.checks import Check

ROWS = identifier("rows with it")
WHOLE = identifier("whole key")


def counted(check: Check, columns: tuple[str, ...], schema: Schema, rows: str) -> str:
    """Of a query's rows: how many there are; and those beyond the first of each key, in which nothing is null."""
    names = _names(check, columns, schema)
    if len(names) == 1:  # a set of values takes half the memory of a count for each
        return f"SELECT count(*), count({names[0]}) - count(DISTINCT {names[0]}) FROM ({rows})"
    groups = f"SELECT count(*) AS {ROWS}, {_whole(names)} AS {WHOLE} FROM ({rows}) GROUP BY {', '.join(names)}"
    return (
        f"SELECT coalesce(sum({ROWS}), 0)::BIGINT, "
        f"coalesce(sum({ROWS} - 1) FILTER ({WHOLE}), 0)::BIGINT FROM ({groups})"
    )


def repeated(check: Check, columns: tuple[str, ...], schema: Schema, rows: str) -> str:
    """The keys that more than one of a query's rows has, and how many."""
    names = _names(check, columns, schema)
    listed = ", ".join(names)
    return (
        f"SELECT {listed}, count(*) AS {ROWS} FROM ({rows}) WHERE {_whole(names)} GROUP BY {listed} "
        f"HAVING count(*) > 1 ORDER BY ALL"
    )


def _names(check: Check, columns: tuple[str, ...], schema: Schema) -> list[str]:
    return [column_of(check, name, schema) for name in columns]


def _whole(names: list[str]) -> str:
    return " AND ".join(f"{name} IS NOT NULL" for name in names)
