"""What a query brings back, in types that Iceberg has."""

from collections.abc import Iterable

from duckdb.sqltypes import DuckDBPyType

from levada.lake.sql import identifier

WIDENED = {
    "TINYINT": "INTEGER",
    "SMALLINT": "INTEGER",
    "UTINYINT": "INTEGER",
    "USMALLINT": "INTEGER",
    "UINTEGER": "BIGINT",
    "UBIGINT": "DECIMAL(20, 0)",
    "HUGEINT": "BIGINT",
    "UHUGEINT": "BIGINT",
    "TIMESTAMP_S": "TIMESTAMP",
    "TIMESTAMP_MS": "TIMESTAMP",
    "TIMESTAMP_NS": "TIMESTAMP",
}
"""Types of results that Iceberg has not, and what Spark would have said (a sum of integers is a bigint, and fails
where it does not fit)."""


def storable(columns: Iterable[str], types: Iterable[DuckDBPyType]) -> str:
    """A select list that turns a result's types into ones that Iceberg has."""
    return ", ".join(_storable(identifier(name), str(kind)) for name, kind in zip(columns, types, strict=True))


def _storable(name: str, kind: str) -> str:
    to = "VARCHAR" if kind.startswith("ENUM") else WIDENED.get(kind)
    return f"CAST({name} AS {to}) AS {name}" if to else name
