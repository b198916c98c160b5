"""Whether a value lies beyond a bound: a bound that the column's type cannot hold is moved to the nearest it can."""

import math
from datetime import datetime

from pyiceberg.types import DateType, DoubleType, FloatType, IcebergType

from levada.engines.gate.idiom import Idiom
from levada.engines.gate.values import EXACT, digits, fraction, limits, literal, moment, scale, typed

INSTEAD = {"<": "<=", ">=": ">"}
"""What is asked of the value before a bound that lies between two values."""


def beyond(idiom: Idiom, name: str, kind: IcebergType, operator: str, bound: str) -> str:
    """The condition that a column lies on that side of a bound; null where it is null.

    Raises:
        Unasked: the type has no such bound.
    """
    if isinstance(kind, EXACT):
        return _exact(idiom, name, kind, operator, bound)
    if isinstance(kind, DateType):
        return _day(idiom, name, kind, operator, moment(bound, zoned=False))
    condition = f"{name} {operator} {literal(idiom, bound, kind)}"
    none = isinstance(kind, FloatType | DoubleType) and operator.startswith(">") and idiom.nan
    return f"({condition} OR {none.format(name)})" if none else condition


def _exact(idiom: Idiom, name: str, kind: IcebergType, operator: str, bound: str) -> str:
    units = fraction(bound) * 10 ** scale(kind)
    before = math.floor(units)
    operator = operator if before == units else INSTEAD.get(operator, operator)
    low, high = limits(kind)
    if low <= before <= high:
        return f"{name} {operator} {typed(idiom, digits(before, scale(kind)), kind)}"
    always = (before > high) == operator.startswith("<")
    return f"{name} IS NOT NULL" if always else "false"


def _day(idiom: Idiom, name: str, kind: IcebergType, operator: str, bound: datetime) -> str:
    """A date stands for its midnight."""
    midnight = bound.time() == datetime.min.time()
    operator = operator if midnight else INSTEAD.get(operator, operator)
    return f"{name} {operator} {typed(idiom, bound.date().isoformat(), kind)}"
