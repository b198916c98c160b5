"""A Parquet file's first rows: it knows its types itself."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from pyiceberg.io.pyarrow import UnsupportedPyArrowTypeException, _pyarrow_to_schema_without_ids

from levada.engines.embedded.sample import ROWS, Sample, counted, seen
from levada.errors import Permanent
from levada.lake.arrow import storable
from levada.lake.sql import identifier, literal


def sample(connection: duckdb.DuckDBPyConnection, file: str, path: Path) -> Sample:
    """The columns, those that are nested left out.

    Raises:
        Permanent: it is not Parquet.
    """
    types = dict(_types(_schema(file, path)))
    kept = {name: kind for name, kind in types.items() if "<" not in kind}
    columns = ", ".join(map(identifier, kept)) or "1"
    connection.execute(f"CREATE TABLE seen AS SELECT {columns} FROM read_parquet({literal(str(path))}) LIMIT {ROWS}")
    rows = counted(connection)
    found = tuple(seen(connection, name, name, kind) for name, kind in kept.items())
    return Sample(found, rows, rows < ROWS, {}, tuple((name, types[name]) for name in types if name not in kept))


def _schema(file: str, path: Path) -> pa.Schema:
    try:
        return pq.read_schema(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise Permanent(f"{file} is not a whole Parquet file: {error}; land it again") from error


def _types(schema: pa.Schema) -> Iterator[tuple[str, str]]:
    """Columns with the type that a table would keep them as; in angle brackets what none can."""
    for field in storable(schema):
        try:
            (found,) = _pyarrow_to_schema_without_ids(pa.schema([field])).fields
            yield field.name, str(found.field_type)
        except (UnsupportedPyArrowTypeException, TypeError, ValueError, NotImplementedError):
            yield field.name, f"<{field.type}>"
