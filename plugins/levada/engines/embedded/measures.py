"""The measures of single rows, as conditions that hold for the rows to be counted."""

import re
from collections.abc import Iterator

from pyiceberg.schema import Schema
from pyiceberg.types import DecimalType, IntegerType, LongType

from levada.engines.embedded.columns import duckdb_type
from levada.engines.embedded.sql import identifier, literal
from levada.errors import Permanent
from levada.plan.checks import Check, NullValues, OutOfRange, RowCount, UnacceptedValues, UnmatchedValues

NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")
UNICODE = re.compile(r"\\u([0-9A-Fa-f]{4})")
GROUP = re.compile(r"\(\?<(?=[A-Za-z_])")


def faulty(check: Check, schema: Schema) -> str:
    """The condition of a check. A null satisfies none but `NullValues`.

    Raises:
        Permanent: the table has no such column.
    """
    match check.measure:
        case NullValues(column):
            return f"{column_of(check, column, schema)} IS NULL"
        case UnacceptedValues(column, accepted):
            name = column_of(check, column, schema)
            kind = duckdb_type(schema.find_type(column))
            values = ", ".join(f"TRY_CAST({literal(value)} AS {kind})" for value in accepted)
            return f"NOT list_contains([{values}]::{kind}[], {name})"
        case UnmatchedValues(column, pattern):
            text = f"CAST({column_of(check, column, schema)} AS VARCHAR)"
            return f"NOT regexp_matches({text}, {literal(re2(pattern))})"
        case OutOfRange():
            return " OR ".join(_bounds(check, check.measure, schema))
        case RowCount():
            return "true"
    raise TypeError(f"{check.id} is not a measure of single rows")


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


def _bounds(check: Check, measure: OutOfRange, schema: Schema) -> Iterator[str]:
    name = column_of(check, measure.column, schema)
    for operator, bound in (
        ("<", measure.minimum),
        (">", measure.maximum),
        ("<=", measure.exclusive_minimum),
        (">=", measure.exclusive_maximum),
    ):
        if bound is not None:
            yield f"{name} {operator} {_bound(bound, schema, measure.column)}"


def _bound(text: str, schema: Schema, column: str) -> str:
    """A bound in the column's type; of a whole or decimal number as it stands, for a cast would round it."""
    kind = schema.find_type(column)
    if isinstance(kind, IntegerType | LongType | DecimalType) and NUMBER.fullmatch(text):
        return text
    return f"CAST({literal(text)} AS {duckdb_type(kind)})"
