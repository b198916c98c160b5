"""Rows whose key was seen before, as queries over the groups of equal keys."""

from pyiceberg.schema import Schema

from levada.engines.embedded.measures import column_of
from levada.lake.sql import identifier
from levada.plan.checks import Check

ROWS = identifier("rows with it")


def groups(check: Check, columns: tuple[str, ...], schema: Schema, rows: str) -> str:
    """Each key of a query's rows and how many have it, and whether nothing in it is null."""
    keys = [column_of(check, name, schema) for name in columns]
    whole = " AND ".join(f"{key} IS NOT NULL" for key in keys)
    names = ", ".join(keys)
    return f"SELECT {names}, count(*) AS {ROWS}, {whole} AS {identifier('whole key')} FROM ({rows}) GROUP BY {names}"


def counted(groups: str) -> str:
    """All rows; and those beyond the first of each key."""
    return (
        f"SELECT coalesce(sum({ROWS}), 0)::BIGINT, "
        f"coalesce(sum({ROWS} - 1) FILTER ({identifier('whole key')}), 0)::BIGINT FROM ({groups})"
    )


def repeated(groups: str) -> str:
    """The keys that more than one row has."""
    whole = identifier("whole key")
    return f"SELECT * EXCLUDE {whole} FROM ({groups}) WHERE {whole} AND {ROWS} > 1 ORDER BY ALL"
