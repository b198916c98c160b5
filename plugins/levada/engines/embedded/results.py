"""What a query brings back, in types that Iceberg has."""

import re
from collections.abc import Iterable

import duckdb
import pyarrow as pa
from duckdb.sqltypes import DuckDBPyType

from levada.lake.sql import identifier

ROWS = 65_536
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
NAMED = re.compile(rf"\b({'|'.join(WIDENED)})(?=\[|\)|, |$)")
"""Where a type, or one inside of it, is one of these: what is followed by a type is a field's name."""


def reader(connection: duckdb.DuckDBPyConnection, query: str) -> pa.RecordBatchReader:
    """The rows of a query as they come. DuckDB would make texts of uuids: they come as bytes, to be uuids here."""
    rows = connection.sql(query)
    kinds = [str(kind) for kind in rows.types]
    select = ", ".join(map(_handed, map(identifier, rows.columns), kinds))
    found = connection.sql(f"SELECT {select} FROM ({query})").to_arrow_reader(ROWS)
    if "UUID" not in kinds:
        return found
    types = [pa.uuid() if kind == "UUID" else field.type for kind, field in zip(kinds, found.schema, strict=True)]
    schema = pa.schema(list(zip(found.schema.names, types, strict=True)))
    return pa.RecordBatchReader.from_batches(schema, (batch.cast(schema) for batch in found))


def storable(columns: Iterable[str], types: Iterable[DuckDBPyType]) -> str:
    """A select list that turns a result's types into ones that Iceberg has."""
    return ", ".join(_storable(identifier(name), str(kind)) for name, kind in zip(columns, types, strict=True))


def _storable(name: str, kind: str) -> str:
    to = "VARCHAR" if kind.startswith("ENUM") else NAMED.sub(lambda found: WIDENED[found[1]], kind)
    return f"CAST({name} AS {to}) AS {name}" if to != kind else name


def _handed(name: str, kind: str) -> str:
    return f"CAST({name} AS BLOB) AS {name}" if kind == "UUID" else _storable(name, kind)
