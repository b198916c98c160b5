"""ODCS' types as Iceberg's. A `physicalType` that is known wins over the `logicalType`."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, time
from typing import Any

from levada.names import nearest
from levada.spec.odcs_items import Item
from levada.spec.source import Mistake, Path

ICEBERG = ("boolean", "int", "long", "float", "double", "date", "time", "timestamp", "timestamptz", "string", "uuid",
           "binary")  # fmt: skip
LOGICAL = {
    "string": "string",
    "date": "date",
    "timestamp": "timestamptz",
    "time": "time",
    "number": "double",
    "integer": "long",
    "boolean": "boolean",
}
PHYSICAL = {name: name for name in ICEBERG} | {
    "bigint": "long", "integer": "int", "smallint": "int", "tinyint": "int",
    "real": "float", "double precision": "double", "bool": "boolean",
    "text": "string", "varchar": "string", "char": "string",
    "timestamp with time zone": "timestamptz", "timestamp without time zone": "timestamp",
}  # fmt: skip
SMALL_INTEGERS = ("i8", "i16", "i32", "u8", "u16")
DIGITS = 38
"""The most that a decimal of Iceberg's has."""
RANGES = (("minimum", "maximum"), ("minLength", "maxLength"))
BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")
READ: Mapping[str, tuple[Callable[[str], Any], str]] = {
    **dict.fromkeys(("int", "long", "float", "double", "decimal"), (float, "a number")),
    **dict.fromkeys(("date", "timestamp", "timestamptz"), (datetime.fromisoformat, "a date or a time")),
    "time": (time.fromisoformat, "a time of day"),
}
"""A type -> what reads a bound of it, and what that has to be."""
DECIMAL = re.compile(r"(?:decimal|numeric)\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)")


def type_of(item: Item) -> str:
    """The Iceberg type of an ODCS property; without one that is known it is a string.

    An ODCS timestamp whose zone is not spoken of is UTC's: `timestamptz`, unless `timezone: false` says it has none.
    """
    if physical := _physical(item):
        return physical
    logical = str(item.get("logicalType") or "string")
    options = item.get("logicalTypeOptions")
    options = options if isinstance(options, dict) else {}
    if logical == "timestamp" and options.get("timezone") is False:
        return "timestamp"
    if logical == "integer" and options.get("format") in SMALL_INTEGERS:
        return "int"
    return LOGICAL.get(logical, logical)


def type_mistakes(item: Item, path: Path) -> Iterator[Mistake]:
    """A column without a name, decimals that cannot be, bounds that nothing keeps, and a column whose only type is not
    known here: it may well be right where the data come from."""
    if not str(item.get("name", "x")).strip():
        yield Mistake((*path, "name"), "must not be empty", "name the column as the file or the query does")
    yield from _decimal(item, path)
    yield from _bounds(item, path)
    yield from _ranges(item, path)
    if item.get("physicalType") and not item.get("logicalType") and not _physical(item):
        message = f"{item['physicalType']!r} is no type of Iceberg's: {item.get('name')} is kept as text"
        near = nearest(str(item["physicalType"]).lower(), [*PHYSICAL, "decimal(12, 2)"])
        hint = near or "say `logicalType:` beside it, or a type of Iceberg's: decimal(12, 2)"
        yield Mistake((*path, "physicalType"), message, hint, severity="warning")


def _decimal(item: Item, path: Path) -> Iterator[Mistake]:
    if found := DECIMAL.fullmatch(str(item.get("physicalType") or "").strip().lower()):
        digits, behind = int(found[1]), int(found[2] or 0)
        if not 1 <= digits <= DIGITS or behind > digits:
            message = f"{found[0]} would have {digits} digits, {behind} of them behind the point"
            yield Mistake((*path, "physicalType"), message, f"all digits first, 1 to {DIGITS}: decimal(12, 2)")


def _bounds(item: Item, path: Path) -> Iterator[Mistake]:
    """Bounds that no value of the column can be held against. The standard asks for that only by `logicalType`."""
    said = item.get("logicalTypeOptions")
    options = said if isinstance(said, dict) else {}
    read, wanted = READ.get(type_of(item).partition("(")[0], (str, ""))
    for name in (name for name in BOUNDS if name in options):
        try:
            read(str(options[name]).strip())
        except ValueError:
            where = (*path, "logicalTypeOptions", name)
            yield Mistake(
                where,
                f"{options[name]!r} is not {wanted}",
                f"write {wanted}, as ISO 8601 has it" if read is not float else f"write {wanted}",
            )


def _ranges(item: Item, path: Path) -> Iterator[Mistake]:
    said = item.get("logicalTypeOptions")
    options = said if isinstance(said, dict) else {}
    for least, most in RANGES:
        low, high = options.get(least), options.get(most)
        if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
            where = (*path, "logicalTypeOptions", most)
            yield Mistake(where, f"nothing lies between {low} and {high}", f"write the smaller one as `{least}`")


def _physical(item: Item) -> str:
    """The Iceberg type of a `physicalType`; empty: it is not known, or not said."""
    physical = str(item.get("physicalType") or "").strip().lower()
    if found := DECIMAL.fullmatch(physical):
        return f"decimal({found[1]}, {found[2] or 0})"
    return PHYSICAL.get(re.sub(r"\s*\(\s*\d+\s*\)$", "", physical), "")
