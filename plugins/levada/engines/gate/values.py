"""Values as a contract writes them, as values of a column's type."""

import math
import re
import struct
from datetime import UTC, date, datetime, time
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from pyiceberg.types import (
    BinaryType,
    BooleanType,
    DateType,
    DecimalType,
    DoubleType,
    FixedType,
    FloatType,
    IcebergType,
    IntegerType,
    LongType,
    StringType,
    TimestampType,
    TimestamptzType,
    TimeType,
    UUIDType,
)

from levada.engines.gate.idiom import Idiom
from levada.engines.gate.unasked import Unasked

EXACT = (IntegerType, LongType, DecimalType)
NUMBER = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]{1,3})?")
UNBOUNDED = re.compile(r"[-+]?(nan|inf|infinity)", re.IGNORECASE)
TRUTH = {"true": True, "false": False}


def fraction(text: str) -> Fraction:
    """A number, exactly.

    Raises:
        Unasked: it is none.
    """
    if not NUMBER.fullmatch(text.strip()):
        raise Unasked(f"{text!r} is no number")
    return Fraction(text.strip())


def moment(text: str, zoned: bool) -> datetime:
    """A date, or a date and a time; UTC's where it names no zone.

    Raises:
        Unasked: it is none.
    """
    try:
        said = datetime.fromisoformat(text.strip())
    except ValueError:
        raise Unasked(f"{text!r} is no moment") from None
    utc = said.replace(tzinfo=UTC) if said.tzinfo is None else said.astimezone(UTC)
    return utc if zoned else utc.replace(tzinfo=None)


def literal(idiom: Idiom, text: str, kind: IcebergType) -> str:
    """A value of a type in SQL.

    Raises:
        Unasked: the type has no such value.
    """
    match kind:
        case StringType():
            return idiom.string(text)
        case BinaryType() | FixedType():
            return idiom.binary.format(text.encode().hex())
    try:
        return typed(idiom, _canonical(text.strip(), kind), kind)
    except ValueError:
        raise Unasked(f"{text!r} is no {kind}") from None


def typed(idiom: Idiom, text: str, kind: IcebergType) -> str:
    """A value that is spelt as every engine reads it."""
    return f"CAST('{text}' AS {idiom.type(kind)})"


def _canonical(text: str, kind: IcebergType) -> str:
    match kind:
        case IntegerType() | LongType() | DecimalType():
            return digits(_on_grid(text, kind), scale(kind))
        case FloatType() | DoubleType():
            return _binary_fraction(text, kind)
        case BooleanType() if text.lower() in TRUTH:
            return text.lower()
        case DateType():
            return date.fromisoformat(text).isoformat()
        case TimestampType():
            return moment(text, zoned=False).isoformat(" ", "microseconds")
        case TimestamptzType():
            return instant(moment(text, zoned=True))
        case TimeType():
            return time.fromisoformat(text).isoformat("microseconds")
        case UUIDType():
            return str(UUID(text))
    raise ValueError(text)


def instant(moment: datetime) -> str:
    """A moment of UTC."""
    return f"{moment.replace(tzinfo=None).isoformat(' ', 'microseconds')} UTC"


def scale(kind: IcebergType) -> int:
    """How many digits an exact number has after its point."""
    return kind.scale if isinstance(kind, DecimalType) else 0


def limits(kind: IcebergType) -> tuple[int, int]:
    """The least and the greatest value of an exact type, in units of its last digit."""
    if isinstance(kind, DecimalType):
        return 1 - 10**kind.precision, 10**kind.precision - 1
    bits = 31 if isinstance(kind, IntegerType) else 63
    return -(2**bits), 2**bits - 1


def digits(units: int, places: int) -> str:
    """An exact number of which the units of the last digit are known."""
    return f"{Decimal((int(units < 0), tuple(map(int, str(abs(units)))), -places)):f}"


def _on_grid(text: str, kind: IcebergType) -> int:
    units = fraction(text) * 10 ** scale(kind)
    low, high = limits(kind)
    if units.denominator > 1 or not low <= units <= high:
        raise ValueError(text)
    return int(units)


def _binary_fraction(text: str, kind: IcebergType) -> str:
    if not (NUMBER.fullmatch(text) or UNBOUNDED.fullmatch(text)):
        raise ValueError(text)
    number = float(text)
    if isinstance(kind, FloatType):
        number = nearest(number)
    if math.isfinite(number):
        return repr(number)
    return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"


def nearest(number: float) -> float:
    """The nearest number of 32 bits."""
    try:
        return float(struct.unpack("f", struct.pack("f", number))[0])
    except OverflowError:
        return math.copysign(math.inf, number)
