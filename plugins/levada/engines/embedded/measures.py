"""The measures of single rows, as conditions that hold for the rows to be counted."""

import re
from collections.abc import Iterator
from typing import assert_never

from pyiceberg.schema import Schema
from pyiceberg.types import DateType, DecimalType, DoubleType, FloatType, IcebergType, IntegerType, LongType

from levada.errors import Permanent
from levada.lake.sql import identifier, literal
from levada.lake.sqltypes import duckdb_type
from levada.plan.checks import Check
from levada.plan.formats import FORMATS
from levada.plan.measures import (
    InvalidValues,
    MissingValues,
    NotMultiple,
    NullValues,
    OfRows,
    OutOfRange,
    RowCount,
    WrongFormat,
    WrongLength,
)

NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
DAY = re.compile(r"\d+-\d+-\d+")
UNICODE = re.compile(r"\\u([0-9A-Fa-f]{4})")
GROUP = re.compile(r"\(\?<(?=[A-Za-z_])")
EXACT = (IntegerType, LongType, DecimalType)
NEARLY = "1e-9"
"""How far a binary fraction may be from a multiple: 0.3 is not three times 0.1 to the last bit."""


def faulty(check: Check, measure: OfRows, schema: Schema) -> str:
    """The condition of a check. A null satisfies none but those that count nulls.

    Raises:
        Permanent: the table has no such column.
    """
    if isinstance(measure, RowCount):
        return "true"
    name, kind = column_of(check, measure.column, schema), schema.find_type(measure.column)
    match measure:
        case NullValues():
            return f"{name} IS NULL"
        case MissingValues():
            return " OR ".join(_missing(measure, name, kind))
        case InvalidValues():
            return f"{name} IS NOT NULL AND ({' OR '.join(_invalid(measure, name, kind))})"
        case WrongFormat():
            return f"NOT regexp_full_match({_text(name)}, {literal(FORMATS[measure.format])})"
        case WrongLength():
            return " OR ".join(_length(measure, name))
        case OutOfRange():
            return " OR ".join(_bounds(measure, name, kind))
        case NotMultiple():
            return _not_multiple(measure, name, kind)
        case _:
            assert_never(measure)


def re2(pattern: str) -> str:
    """An ECMA-262 regular expression in RE2's spelling, as far as it differs."""
    return GROUP.sub("(?P<", UNICODE.sub(r"\\x{\1}", pattern))


def column_of(check: Check, name: str, schema: Schema) -> str:
    """A column's name in SQL.

    Raises:
        Permanent: the table has no such column.
    """
    if name not in schema.column_names:
        raise Permanent(f"check {check.id}: there is no column {name}; there are {', '.join(schema.column_names)}")
    return identifier(name)


def _text(name: str) -> str:
    return f"CAST({name} AS VARCHAR)"


def _missing(measure: MissingValues, name: str, kind: IcebergType) -> Iterator[str]:
    if measure.null:
        yield f"{name} IS NULL"
    if measure.missing:
        yield _among(name, measure.missing, kind)


def _invalid(measure: InvalidValues, name: str, kind: IcebergType) -> Iterator[str]:
    if measure.valid is not None:
        yield f"NOT {_among(name, measure.valid, kind)}"
    if measure.pattern is not None:
        yield f"NOT regexp_matches({_text(name)}, {literal(re2(measure.pattern))})"


def _among(name: str, values: tuple[str, ...], kind: IcebergType) -> str:
    """Whether a value is one of some; one that the column's type cannot hold is none of its values."""
    said = ", ".join(_exact(value, kind) or f"TRY_CAST({literal(value)} AS {duckdb_type(kind)})" for value in values)
    return f"(({name} IN ({said})) IS TRUE)"


def _length(measure: WrongLength, name: str) -> Iterator[str]:
    if measure.minimum is not None:
        yield f"length({_text(name)}) < {measure.minimum}"
    if measure.maximum is not None:
        yield f"length({_text(name)}) > {measure.maximum}"


def _not_multiple(measure: NotMultiple, name: str, kind: IcebergType) -> str:
    if isinstance(kind, FloatType | DoubleType):
        times = f"({name} / CAST({literal(measure.of)} AS DOUBLE))"
        return f"abs({times} - round({times})) > {NEARLY}"
    return f"{name} % {measure.of} <> 0"


def _bounds(measure: OutOfRange, name: str, kind: IcebergType) -> Iterator[str]:
    for operator, bound in (
        ("<", measure.minimum),
        (">", measure.maximum),
        ("<=", measure.exclusive_minimum),
        (">=", measure.exclusive_maximum),
    ):
        if bound is not None and (number := _exact(bound, kind)):
            yield f"{name} {operator} {number}"
        elif bound is not None and isinstance(kind, DateType) and not DAY.fullmatch(bound):
            yield f"CAST({name} AS TIMESTAMP) {operator} CAST({literal(bound)} AS TIMESTAMP)"
        elif bound is not None:
            yield f"{name} {operator} CAST({literal(bound)} AS {duckdb_type(kind)})"


def _exact(value: str, kind: IcebergType) -> str | None:
    """A number for a column of whole or decimal ones, as it stands: a cast would round it."""
    return value if isinstance(kind, EXACT) and NUMBER.fullmatch(value) else None
