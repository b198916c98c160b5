"""Iceberg's types, in which tables are kept, in the words of DuckDB, in which we compute."""

import re

from pyiceberg.types import DecimalType, FixedType, IcebergType, ListType, MapType, StructType

from levada.errors import Permanent
from levada.lake.sql import identifier

PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
"""What a field is called in files just as in the table."""

PRIMITIVE = {
    "boolean": "BOOLEAN",
    "int": "INTEGER",
    "long": "BIGINT",
    "float": "FLOAT",
    "double": "DOUBLE",
    "date": "DATE",
    "time": "TIME",
    "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMPTZ",
    "string": "VARCHAR",
    "uuid": "UUID",
    "binary": "BLOB",
}


def duckdb_type(kind: IcebergType) -> str:
    """`decimal(12, 2)` -> `DECIMAL(12, 2)`, `list<string>` -> `VARCHAR[]`.

    Raises:
        Permanent: a field inside has a name that files cannot have.
    """
    match kind:
        case DecimalType():
            return f"DECIMAL({kind.precision}, {kind.scale})"
        case FixedType():
            return "BLOB"
        case ListType():
            return f"{duckdb_type(kind.element_type)}[]"
        case MapType():
            return f"MAP({duckdb_type(kind.key_type)}, {duckdb_type(kind.value_type)})"
        case StructType():
            _refuse_odd(kind)
            inside = ", ".join(f"{identifier(field.name)} {duckdb_type(field.field_type)}" for field in kind.fields)
            return f"STRUCT({inside})"
    return PRIMITIVE[str(kind)]


def _refuse_odd(kind: StructType) -> None:
    """Files call such fields otherwise, and DuckDB, which knows those inside of columns by their names, finds nulls."""
    if odd := [field.name for field in kind.fields if not PLAIN.fullmatch(field.name)]:
        raise Permanent(
            f"a field inside of a column is called {odd[0]!r}, by which DuckDB does not find it in files: let whoever "
            f"writes the table use letters without accents, digits and _ for it"
        )
