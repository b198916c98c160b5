"""Columns as a contract promises them: ODCS types to Iceberg's, the one vocabulary of types everywhere else."""

import re
from collections.abc import Mapping

from pydantic import JsonValue

from levada.plan.tables import Column
from levada.spec.privacy import guarded

ICEBERG = (
    "boolean",
    "int",
    "long",
    "float",
    "double",
    "date",
    "time",
    "timestamp",
    "timestamptz",
    "string",
    "uuid",
    "binary",
)
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
DECIMAL = re.compile(r"(?:decimal|numeric)\s*\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\)")


def columns(properties: tuple[Mapping[str, JsonValue], ...]) -> tuple[Column, ...]:
    """Columns of a contract's object, in its order. A `physicalType` we know wins over the `logicalType`."""
    return tuple(
        Column(str(item["name"]), type_of(item), str(item.get("description") or ""), guarded(item))
        for item in properties
    )


def type_of(item: Mapping[str, JsonValue]) -> str:
    """The Iceberg type of an ODCS property; without any type it is a string.

    An ODCS timestamp whose zone is not spoken of is UTC's: `timestamptz`, unless `timezone: false` says it has none.
    """
    physical = str(item.get("physicalType") or "").strip().lower()
    if found := DECIMAL.fullmatch(physical):
        return f"decimal({found[1]}, {found[2] or 0})"
    if (base := re.sub(r"\s*\(\s*\d+\s*\)$", "", physical)) in PHYSICAL:
        return PHYSICAL[base]
    logical = str(item.get("logicalType") or "string")
    options = item.get("logicalTypeOptions")
    options = options if isinstance(options, dict) else {}
    if logical == "timestamp" and options.get("timezone") is False:
        return "timestamp"
    if logical == "integer" and options.get("format") in SMALL_INTEGERS:
        return "int"
    return LOGICAL.get(logical, logical)
