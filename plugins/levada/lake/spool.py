"""Rows that arrive, kept in a file of the attempt's own until it is known which rows of the table they meet."""

from collections.abc import Iterable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from pyiceberg.io.pyarrow import schema_to_pyarrow
from pyiceberg.schema import Schema

from levada.lake.writing import chunks

CHUNK = 32 * 2**20
"""Bytes of rows, in Arrow's memory, that are held at a time."""


def spooled(path: Path, schema: Schema, rows: Iterable[pa.Table]) -> Path:
    """Write rows of a schema, columns known by its field ids, to a Parquet file."""
    numbered = schema_to_pyarrow(schema)
    with pq.ParquetWriter(path, numbered, compression="lz4") as writer:
        for chunk in chunks(rows, CHUNK):
            writer.write_table(pa.Table.from_arrays(chunk.columns, schema=numbered))
    return path
