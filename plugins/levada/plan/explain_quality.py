"""Checks in words: what is never so, or how often it may be."""

from collections.abc import Iterator
from typing import assert_never

from levada.plan.checks import Check, Threshold
from levada.plan.measures import (
    Answer,
    DuplicateValues,
    Freshness,
    InvalidValues,
    Measure,
    MissingValues,
    NotMultiple,
    NullValues,
    OrphanValues,
    OutOfRange,
    RowCount,
    WrongFormat,
    WrongLength,
)


def promise(check: Check) -> str:
    """A check in words."""
    if isinstance(check.measure, RowCount | Freshness | Answer):
        return f"{check.id}: {measure(check.measure)} {check.limit}"
    often = "no row" if check.must == Threshold() else f"rows ({check.limit})"
    return f"{check.id}: {often} where {measure(check.measure)}"


def measure(what: Measure) -> str:
    """What a check counts, in words."""
    match what:
        case NullValues():
            return f"{what.column} is null"
        case MissingValues():
            return f"{what.column} is {' or '.join(_missing(what))}"
        case InvalidValues():
            return f"{what.column} {' or '.join(_invalid(what))}"
        case WrongFormat():
            return f"{what.column} is not written as {what.format}"
        case WrongLength():
            return f"{what.column} has {' or '.join(_length(what))} characters"
        case OutOfRange():
            return f"{what.column} {' or '.join(_outside(what))}"
        case NotMultiple():
            return f"{what.column} is not a multiple of {what.of}"
        case DuplicateValues():
            return f"{', '.join(what.columns)} is that of another row of the whole table"
        case OrphanValues():
            return f"{', '.join(what.columns)} is no {', '.join(what.keys)} of {what.dataset} as it is published"
        case Freshness():
            return f"from the newest {what.column} to the interval's end, or to now,"
        case Answer():
            return f"the answer to {' '.join(what.query.split())!r}"
        case RowCount():
            return "rows written"
        case _:
            assert_never(what)


def _missing(what: MissingValues) -> Iterator[str]:
    yield from map(repr, what.missing)
    if what.null:
        yield "null"


def _invalid(what: InvalidValues) -> Iterator[str]:
    if what.valid is not None:
        yield f"is none of {', '.join(what.valid)}"
    if what.pattern is not None:
        yield f"does not match {what.pattern}"


def _length(what: WrongLength) -> Iterator[str]:
    if what.minimum is not None:
        yield f"fewer than {what.minimum}"
    if what.maximum is not None:
        yield f"more than {what.maximum}"


def _outside(what: OutOfRange) -> Iterator[str]:
    signs = ("<", what.minimum), (">", what.maximum), ("<=", what.exclusive_minimum), (">=", what.exclusive_maximum)
    return (f"{sign} {bound}" for sign, bound in signs if bound is not None)
