"""Which type a column of texts has: the narrowest that the loader would take every value as, losing nothing."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import duckdb

from levada.engines.files.casting import faulty
from levada.lake.sql import literal

WHOLE = r"-?(0|[1-9][0-9]*)"
NUMBER = r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?"
FRACTION = r"-?[0-9]*\.[0-9]+"
DAY = r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}"
CLOCK = r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
ZONE = r" ?(Z|[-+][0-9]{2}(:?[0-9]{2})?)"

CODE = r"[-+]?0[0-9]+(\..*)?|\+[0-9].*"
"""Digits that are no number: postcodes, telephone numbers."""

SIMPLE = (
    ("boolean", "BOOLEAN", "(?i)true|false", "true and false"),
    ("long", "BIGINT", WHOLE, "whole numbers"),
    ("date", "DATE", DAY, "dates"),
    ("timestamp", "TIMESTAMP", f"{DAY}[T ]{CLOCK}", "times, and none names a zone"),
    ("timestamptz", "TIMESTAMPTZ", f"{DAY}[T ]{CLOCK}({ZONE})?", "times with a zone; those without one are UTC's"),
    ("time", "TIME", CLOCK, "times of day"),
)
"""Iceberg's type, DuckDB's, what every value looks like, and the reason in words; the first that fits."""

DIGITS = 38
EXACT = 15
"""Decimal digits that a double keeps."""


@dataclass(frozen=True, slots=True)
class Guess:
    """An Iceberg type, and why. `notation`: the options without which the loader would not take the texts as that."""

    type: str
    why: str
    notation: Mapping[str, str] = field(default_factory=dict)


def guess(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> Guess:
    """The type of a column of texts, or of texts made of it."""
    there = f"FROM {table} WHERE {column} IS NOT NULL"
    code = f"count(*) FILTER (regexp_full_match({column}, {literal(CODE)}))"
    ((values, codes),) = connection.execute(f"SELECT count(*), {code} {there}").fetchall()
    if not values:
        return Guess("string", "no value to tell from")
    if codes:
        return Guess("string", "text: digits with leading zeros or a plus")
    for kind, duckdb_kind, pattern, why in SIMPLE:
        if not misfits(connection, there, column, pattern, faulty(column, duckdb_kind)):
            return Guess(kind, why)
    return _number(connection, there, column) or Guess("string", "text")


def _number(connection: duckdb.DuckDBPyConnection, there: str, column: str) -> Guess | None:
    """Numbers that are not all whole, or too large for a `long`: exact where they seem to be meant so."""
    if not misfits(connection, there, column, WHOLE):
        longest = connection.execute(f"SELECT max(length(ltrim({column}, '-'))) {there}").fetchall()[0][0]
        return Guess("decimal(38, 0)", "whole numbers too large for a long") if longest <= DIGITS else None
    if not misfits(connection, there, column, FRACTION):
        low, high, whole = connection.execute(
            f"SELECT min(after), max(after), max(before) FROM (SELECT length({column}) - position('.' IN {column}) AS "
            f"after, position('.' IN ltrim({column}, '-')) - 1 AS before {there})"
        ).fetchall()[0]
        if (low == high or whole + high > EXACT) and whole + high <= DIGITS:
            return Guess(f"decimal({max(18, whole + high)}, {high})", f"numbers with {high} decimal places")
    if not misfits(connection, there, column, NUMBER, faulty(column, "DOUBLE")):
        return Guess("double", "numbers")
    return None


def misfits(connection: duckdb.DuckDBPyConnection, there: str, column: str, pattern: str, refused: str = "") -> bool:
    """Whether any value does not look like that, or would be refused by the loader."""
    wrong = f"NOT regexp_full_match({column}, {literal(pattern)})"
    return bool(connection.execute(f"SELECT 1 {there} AND ({wrong}{refused and f' OR {refused}'}) LIMIT 1").fetchall())
