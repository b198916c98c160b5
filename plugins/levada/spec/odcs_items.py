"""What stands in ODCS' lists: columns, quality items and their arguments, as plain maps."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import JsonValue

Item = Mapping[str, JsonValue]
Arguments = Mapping[str, Any]
"""Arguments of a metric: lists of scalars, or a text, as the standard has them for each."""

OPERATORS = (
    "mustBe",
    "mustNotBe",
    "mustBeGreaterThan",
    "mustBeGreaterOrEqualTo",
    "mustBeLessThan",
    "mustBeLessOrEqualTo",
    "mustBeBetween",
    "mustNotBeBetween",
)

TABLE, COLUMN = ("object", "table"), ("property", "column")
"""What stands for the table, and for the column, in a query: `{object}` or `${object}`."""
PLACEHOLDER = re.compile(r"\$?\{\s*(\w*)[^{}]*\}")


def numbered(items: JsonValue) -> Iterator[tuple[int, dict[str, JsonValue]]]:
    """The maps of a list, with their index."""
    for number, item in enumerate(items if isinstance(items, list) else ()):
        if isinstance(item, dict):
            yield number, item


def maps(items: JsonValue) -> tuple[Item, ...]:
    """The maps of a list."""
    return tuple(item for _, item in numbered(items))


def arguments(item: Item) -> Arguments:
    """The arguments of a quality item; without any, an empty map."""
    said = item.get("arguments")
    return said if isinstance(said, dict) else {}


def operator(item: Item) -> str:
    """The `mustBe…` of a quality item; the standard asks for exactly one."""
    return next(word for word in OPERATORS if word in item)


def value_of(entry: JsonValue) -> JsonValue:
    """A value of an `enum`, which may stand in a map of its own."""
    return entry["value"] if isinstance(entry, dict) else entry
