"""Read a CSV file as the contract's columns, by name."""

from collections.abc import Iterator

import duckdb
import pyarrow as pa

from levada.engines.embedded.files.faults import explained
from levada.engines.embedded.files.scan import Scan

ROWS = 65_536
REFUSED = ("Invalid Input Error", "Conversion Error")
"""How DuckDB's messages about the file's content begin; others are about us, memory or disk."""


def batches(connection: duckdb.DuckDBPyConnection, scan: Scan, schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """The file's rows, as they stand in it.

    Raises:
        Permanent: a row cannot be read; the message has file, line, column and value.
    """
    try:
        for batch in connection.sql(scan.query()).to_arrow_reader(ROWS):
            yield batch.cast(schema)
    except (duckdb.Error, OSError) as error:  # Arrow's stream makes an OSError of the former
        if not str(error).startswith(REFUSED):
            raise
        raise explained(connection, scan, error) from error
