"""What a column's `logicalTypeOptions` promise of its values."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal

from pydantic import JsonValue

from levada.plan.checks import Check, Unchecked
from levada.plan.formats import FORMATS
from levada.plan.measures import InvalidValues, Measure, NotMultiple, OutOfRange, WrongFormat, WrongLength
from levada.plan.patterns import known
from levada.spec.odcs_items import Item

BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
TYPES = ("timezone",)
"""What the type of the column keeps."""
STORED = ("i32", "i64", "i128", "f64")
"""Formats of numbers that the type of the column keeps: it holds no others."""
RANGES: Mapping[str, tuple[str | None, str | None]] = {
    "i8": ("-128", "127"),
    "i16": ("-32768", "32767"),
    "u8": ("0", "255"),
    "u16": ("0", "65535"),
    "u32": ("0", "4294967295"),
    "u64": ("0", None),
    "u128": ("0", None),
    "f32": ("-3.4028234663852886e38", "3.4028234663852886e38"),
}
"""Format of a number -> its bounds; None: the type of the column keeps it."""


def options(column: str, item: Item) -> Iterator[Check | Unchecked]:
    """Checks of one column, and what of its options cannot be checked."""
    said = item.get("logicalTypeOptions")
    if not isinstance(said, dict):
        return
    for name, measure in _measures(column, said):
        yield Check(f"{column}_{name}", measure, dimension="conformity")
    yield from (Unchecked(f"{column}: {what}") for what in _beyond(said))


def _measures(column: str, said: Item) -> Iterator[tuple[str, Measure]]:
    low, high, above, below = (text(said[name]) if name in said else None for name in BOUNDS)
    if (low, high, above, below) != (None, None, None, None):
        yield "range", OutOfRange(column, low, high, above, below)
    if "multipleOf" in said:
        yield "multiple", NotMultiple(column, text(said["multipleOf"]))
    if "minLength" in said or "maxLength" in said:
        yield "length", WrongLength(column, _whole(said.get("minLength")), _whole(said.get("maxLength")))
    if known(pattern := str(said.get("pattern", ""))) and "pattern" in said:
        yield "pattern", InvalidValues(column, pattern=pattern)
    form = str(said.get("format"))
    if form in FORMATS:
        yield "format", WrongFormat(column, form)
    if form in RANGES:
        yield "format", OutOfRange(column, *RANGES[form])


def _beyond(said: Item) -> Iterator[str]:
    """Options that nothing looks at, in words."""
    for name, value in said.items():
        if not CHECKED.get(name, _never)(text(value)):
            yield f"{name} {text(value)}"


def _never(_: str) -> bool:
    return False


def _always(_: str) -> bool:
    return True


def _known_format(form: str) -> bool:
    return form in FORMATS or form in RANGES or form in STORED


CHECKED: Mapping[str, Callable[[str], bool]] = {
    **dict.fromkeys((*BOUNDS, *TYPES, "multipleOf", "minLength", "maxLength"), _always),
    "pattern": known,
    "format": _known_format,
}
"""Option -> whether a value of it is looked at."""


def _whole(value: JsonValue) -> int | None:
    return value if isinstance(value, int) else None


def text(value: JsonValue) -> str:
    """A scalar as the gate gets it: numbers in digits, `1e3` as 1000."""
    if isinstance(value, bool):
        return str(value).lower()
    return f"{Decimal(repr(value)):f}" if isinstance(value, float) else str(value)
