"""Iceberg's types, in which tables are kept, in the words of DuckDB, in which we compute."""

from pyiceberg.types import DecimalType, FixedType, IcebergType, ListType, MapType, StructType

from levada.lake.sql import identifier

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
    """`decimal(12, 2)` -> `DECIMAL(12, 2)`, `list<string>` -> `VARCHAR[]`."""
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
            inside = ", ".join(f"{identifier(field.name)} {duckdb_type(field.field_type)}" for field in kind.fields)
            return f"STRUCT({inside})"
    return PRIMITIVE[str(kind)]
