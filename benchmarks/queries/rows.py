"""The rows of `benchmarks/functions`, as Trino is told them: it reads no files of this machine's."""

import math
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa

from benchmarks.functions.rows import COLUMNS

KINDS = {"int32": "integer", "int64": "bigint", "double": "double", "float": "real", "string": "varchar",
         "bool": "boolean", "binary": "varbinary", "date32[day]": "date", "timestamp[us]": "timestamp(6)",
         "timestamp[us, tz=UTC]": "timestamp(6) with time zone", "decimal128(10, 2)": "decimal(10, 2)"}  # fmt: skip
LEFT_OUT = ("r",)


def table() -> str:
    """A query that returns them."""
    names = [name for name in COLUMNS if name not in LEFT_OUT]
    rows = zip(*(COLUMNS[name][1] for name in names), strict=True)
    return " UNION ALL ".join(f"SELECT {', '.join(map(_typed, names, row))}" for row in rows)


def _typed(name: str, value: Any) -> str:
    said = COLUMNS[name][0]
    written = "MAP()" if value == [] and pa.types.is_map(said) else literal(value)
    return f"CAST({written} AS {kind(said)}) AS {name}"


def kind(said: pa.DataType) -> str:
    if pa.types.is_map(said):
        return f"map({kind(said.key_type)}, {kind(said.item_type)})"
    return f"array({kind(said.value_type)})" if pa.types.is_list(said) else KINDS[str(said)]


def literal(value: Any) -> str:
    """A value in Trino's words."""
    match value:
        case None:
            return "NULL"
        case bool() | int():
            return str(value)
        case float() if math.isnan(value):
            return "nan()"
        case float() if math.isinf(value):
            return "infinity()" if value > 0 else "-infinity()"
        case float():
            return f"{value!r}E0" if "e" not in repr(value) else repr(value)
        case Decimal():
            return f"DECIMAL '{value}'"
        case datetime():
            return f"TIMESTAMP '{value.replace(tzinfo=None).isoformat(' ')}{' UTC' if value.tzinfo else ''}'"
        case date():
            return f"DATE '{value}'"
        case bytes():
            return f"X'{value.hex()}'"
        case [(_, _), *_]:
            return f"MAP({literal([key for key, _ in value])}, {literal([inner for _, inner in value])})"
        case list():
            return f"ARRAY[{', '.join(map(literal, value))}]"
    return "'" + value.replace("'", "''") + "'"
