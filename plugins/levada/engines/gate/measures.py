"""The measures of single rows, as conditions that hold for the rows to be counted."""

from collections.abc import Iterator
from fractions import Fraction
from typing import assert_never

from pyiceberg.schema import Schema
from pyiceberg.types import DoubleType, FloatType, IcebergType, PrimitiveType

from levada.engines.gate.bounds import beyond
from levada.engines.gate.idiom import Idiom
from levada.engines.gate.unasked import Unasked
from levada.engines.gate.values import EXACT, digits, fraction, limits, literal, scale, typed
from levada.errors import Permanent
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

NEARLY = "1e-9"
"""How far a binary fraction may be from a multiple: 0.3 is not three times 0.1 to the last bit."""


def faulty(idiom: Idiom, check: Check, measure: OfRows, schema: Schema) -> str:
    """The condition of a check. A null satisfies none but those that count nulls.

    Raises:
        Permanent: the table has no such column.
        Unasked: the column's type cannot be measured so.
    """
    if isinstance(measure, RowCount):
        return "true"
    name, kind = column_of(idiom, check, measure.column, schema), schema.find_type(measure.column)
    match measure:
        case NullValues():
            return f"{name} IS NULL"
        case MissingValues():
            return " OR ".join(_missing(idiom, measure, name, kind))
        case InvalidValues():
            return f"{name} IS NOT NULL AND ({' OR '.join(_invalid(idiom, measure, name, kind))})"
        case WrongFormat():
            return _mismatch(idiom, name, kind, f"^({FORMATS[measure.format]})$")
        case WrongLength():
            return " OR ".join(_length(measure, _text(idiom, name, kind)))
        case OutOfRange():
            return " OR ".join(_bounds(idiom, measure, name, kind))
        case NotMultiple():
            return _not_multiple(idiom, measure, name, kind)
        case _:
            assert_never(measure)


def column_of(idiom: Idiom, check: Check, name: str, schema: Schema) -> str:
    """A column's name in SQL.

    Raises:
        Permanent: the table has no such column.
    """
    if name not in schema.column_names:
        raise Permanent(f"check {check.id}: there is no column {name}; there are {', '.join(schema.column_names)}")
    return idiom.identifier(name)


def _text(idiom: Idiom, name: str, kind: IcebergType) -> str:
    if (text := idiom.text(name, kind)) is None:
        raise Unasked(f"{idiom.dialect.engine} has no text for a value of {kind} that other engines have too")
    return text


def _mismatch(idiom: Idiom, name: str, kind: IcebergType, pattern: str) -> str:
    spelt = idiom.string(idiom.pattern(pattern))
    return f"NOT {idiom.matches.format(_text(idiom, name, kind), spelt)}"


def _missing(idiom: Idiom, measure: MissingValues, name: str, kind: IcebergType) -> Iterator[str]:
    if measure.null:
        yield f"{name} IS NULL"
    if measure.missing:
        yield _among(idiom, name, measure.missing, kind)


def _invalid(idiom: Idiom, measure: InvalidValues, name: str, kind: IcebergType) -> Iterator[str]:
    if measure.valid is not None:
        yield f"NOT {_among(idiom, name, measure.valid, kind)}"
    if measure.pattern is not None:
        yield _mismatch(idiom, name, kind, measure.pattern)


def _among(idiom: Idiom, name: str, values: tuple[str, ...], kind: IcebergType) -> str:
    """Whether a value is one of some; one that the column's type cannot hold is none of its values."""
    said = tuple(_known(idiom, values, kind))
    none = [idiom.nan.format(name)] if idiom.nan and any("'NaN'" in value for value in said) else []
    among = [f"coalesce({name} IN ({', '.join(said)}), false)"] if said else ["false"]
    return f"({' OR '.join((*among, *none))})"


def _known(idiom: Idiom, values: tuple[str, ...], kind: IcebergType) -> Iterator[str]:
    if not isinstance(kind, PrimitiveType):
        raise Unasked(f"a value of {kind} cannot be compared")
    for value in values:
        try:
            yield literal(idiom, value, kind)
        except Unasked:
            continue


def _length(measure: WrongLength, text: str) -> Iterator[str]:
    if measure.minimum is not None:
        yield f"length({text}) < {measure.minimum}"
    if measure.maximum is not None:
        yield f"length({text}) > {measure.maximum}"


def _not_multiple(idiom: Idiom, measure: NotMultiple, name: str, kind: IcebergType) -> str:
    of = abs(fraction(measure.of))
    if isinstance(kind, FloatType | DoubleType):
        times = f"({name} / CAST('{float(of)!r}' AS {idiom.types['double']}))"
        off = f"abs({times} - {idiom.whole.format(times)})"
        none = f" OR {idiom.nan.format(off)}" if idiom.nan else ""
        return f"({off} > {NEARLY}{none})"
    if not isinstance(kind, EXACT):
        raise Unasked(f"a value of {kind} is no multiple of anything")
    return _remainder(idiom, name, kind, of)


def _remainder(idiom: Idiom, name: str, kind: IcebergType, of: Fraction) -> str:
    """Of a column's last digits, every multiple is one of the numerator, too."""
    units = (of * 10 ** scale(kind)).numerator
    if units > limits(kind)[1]:
        return f"{name} <> {typed(idiom, '0', kind)}"
    return f"{name} % {typed(idiom, digits(units, scale(kind)), kind)} <> {typed(idiom, '0', kind)}"


def _bounds(idiom: Idiom, measure: OutOfRange, name: str, kind: IcebergType) -> Iterator[str]:
    for operator, bound in (
        ("<", measure.minimum),
        (">", measure.maximum),
        ("<=", measure.exclusive_minimum),
        (">=", measure.exclusive_maximum),
    ):
        if bound is not None:
            yield beyond(idiom, name, kind, operator, bound)
