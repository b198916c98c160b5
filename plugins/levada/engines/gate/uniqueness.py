"""Rows whose key was seen before, as queries over all rows."""

from pyiceberg.schema import Schema

from levada.engines.gate.idiom import Idiom
from levada.engines.gate.measures import column_of
from levada.plan.checks import Check

ROWS = "rows with it"
WHOLE = "whole_key"


def counted(idiom: Idiom, check: Check, columns: tuple[str, ...], schema: Schema, rows: str) -> str:
    """Of a query's rows: how many there are; and those beyond the first of each key, in which nothing is null."""
    names = _names(idiom, check, columns, schema)
    if len(names) == 1:  # a set of values takes half the memory of a count for each
        return f"SELECT count(*), count({names[0]}) - count(DISTINCT {names[0]}) FROM ({rows}) AS found"
    groups = f"SELECT count(*) AS times, {_whole(names)} AS {WHOLE} FROM ({rows}) AS found GROUP BY {', '.join(names)}"
    return (
        f"SELECT CAST(coalesce(sum(times), 0) AS BIGINT), "
        f"CAST(coalesce(sum(times - 1) FILTER (WHERE {WHOLE}), 0) AS BIGINT) FROM ({groups}) AS grouped"
    )


def repeated(idiom: Idiom, check: Check, columns: tuple[str, ...], schema: Schema, rows: str) -> str:
    """The keys that more than one of a query's rows has, and how many have it."""
    names = _names(idiom, check, columns, schema)
    listed = ", ".join(names)
    return (
        f"SELECT {listed}, count(*) AS {idiom.identifier(ROWS)} FROM ({rows}) AS found WHERE {_whole(names)} "
        f"GROUP BY {listed} HAVING count(*) > 1"
    )


def _names(idiom: Idiom, check: Check, columns: tuple[str, ...], schema: Schema) -> list[str]:
    return [column_of(idiom, check, name, schema) for name in columns]


def _whole(names: list[str]) -> str:
    return " AND ".join(f"{name} IS NOT NULL" for name in names)
