"""What a call comes to: rows and their types in Iceberg's words, or what the engine says instead."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

import pyarrow as pa

KINDS = {"int8": "int", "int16": "int", "int32": "int", "int64": "long", "bool": "boolean", "date32[day]": "date",
         "large_string": "string", "large_binary": "binary", "string_view": "string"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """`kinds`: of the columns; `rows`: lists of plain values; `error`: why there are none."""

    kinds: tuple[str, ...] = ()
    rows: tuple[list[Any], ...] = ()
    error: str = ""


def answer(table: pa.Table) -> Answer:
    """A table, its rows in an order of their own."""
    rows = [[plain(value) for value in row.values()] for row in table.to_pylist()]
    return Answer(tuple(kind(field.type) for field in table.schema), tuple(sorted(rows, key=repr)))


def refusal(error: Exception) -> Answer:
    """The first line of what an engine says."""
    said = next(iter(filter(None, str(error).splitlines())), "")
    return Answer(error=f"{type(error).__name__}: {said.strip()}"[:200])


def kind(said: pa.DataType) -> str:
    """A type's name."""
    if pa.types.is_timestamp(said):
        return "timestamptz" if said.tz else "timestamp"
    if pa.types.is_decimal(said):
        return f"decimal({said.precision}, {said.scale})"
    if pa.types.is_map(said):
        return f"map<{kind(said.key_type)}, {kind(said.item_type)}>"
    if pa.types.is_list(said) or pa.types.is_large_list(said):
        return f"list<{kind(said.value_type)}>"
    if pa.types.is_struct(said):
        return f"struct<{', '.join(f'{field.name} {kind(field.type)}' for field in said)}>"
    return KINDS.get(str(said), str(said))


def plain(value: Any) -> Any:
    """A value that is easily compared and shown."""
    match value:
        case datetime():
            return (value.astimezone(UTC) if value.tzinfo else value).isoformat(" ")
        case date() | time():
            return value.isoformat()
        case bytes():
            return f"0x{value.hex()}"
        case dict():
            return {name: plain(inner) for name, inner in value.items()}
        case list() if value and all(isinstance(each, tuple) for each in value):
            return dict(sorted((str(plain(key)), plain(inner)) for key, inner in value))
        case list():
            return [plain(inner) for inner in value]
    return value
