"""Read a CSV file as the contract's columns, by name."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from levada.engines.embedded.files.csv_faults import explained
from levada.engines.embedded.files.dialect import Dialect, header
from levada.engines.embedded.files.matching import Promised
from levada.engines.embedded.files.scan import Scan, rows


def batches(
    connection: duckdb.DuckDBPyConnection, file: str, path: Path, dialect: Dialect, promised: Promised
) -> Iterator[pa.RecordBatch]:
    """The file's rows, as they stand in it.

    Raises:
        Permanent: the file is empty, a required column is missing, or a row cannot be read: file, line, column, value.
    """
    names = header(file, path, dialect) if dialect.header else list(promised.types)
    promised.matched(file, names)
    scan = Scan(file, path, names, dialect.scan(path, len(names)), promised.types)
    return rows(connection, scan, promised.schema, lambda error: explained(connection, scan, dialect, error))
