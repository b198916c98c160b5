"""Perform an `ingest` step: one file (or the files in one zip) becomes rows of the contract's types."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa
from pyiceberg.io.pyarrow import schema_to_pyarrow

from levada.engines.base import Prepared, Work
from levada.engines.embedded.columns import duckdb_type
from levada.engines.embedded.connection import connect
from levada.engines.embedded.files import csv, parquet
from levada.engines.embedded.files.dialect import Dialect, dialect
from levada.engines.embedded.files.landing import Landed, find, unpack
from levada.engines.embedded.files.scan import scan
from levada.errors import Permanent
from levada.lake.drafts import Writer
from levada.lake.schema import schema_of
from levada.plan.actions import Ingest
from levada.plan.checks import CheckResult
from levada.plan.tables import Table


def ingest(work: Work) -> Prepared:
    """Ready to load the step's file.

    Raises:
        Retryable: the file is not there.
        Permanent: an option is wrong, or the dataset has no contract.
    """
    action = work.task.action
    assert isinstance(action, Ingest)
    (table,) = work.task.tables
    reading = _dialect(action)
    landed = find(_path(work, action))
    return Prepared(partial(_write, work, table, landed, reading), files=(landed.source,))


def _path(work: Work, action: Ingest) -> Path:
    """Where the step's file lies."""
    path = work.run.render(action.path)
    if "://" in path:
        raise Permanent(f"{path}: files are loaded from disk only: known, not in this release")
    return work.environment.landed(work.root, path)


def _dialect(action: Ingest) -> Dialect | None:
    """How the file is written, if that can be said."""
    if action.format == "csv":
        return dialect(action.options)
    if action.options:
        raise Permanent(f"{action.format} has no options: remove {', '.join(name for name, _ in action.options)}")
    return None


def _write(
    work: Work, table: Table, landed: Landed, dialect: Dialect | None, writer: Writer
) -> tuple[CheckResult, ...]:
    if table.columns is None:
        raise Permanent(f"{table.name} has no contract: files need one, to know their columns' types")
    schema = schema_to_pyarrow(schema_of(table.columns), include_field_ids=False)
    nullable = pa.schema([field.with_nullable(True) for field in schema])
    rows = _rows(work, table, landed, dialect, nullable)
    writer.write(table, pa.RecordBatchReader.from_batches(nullable, rows))
    return ()


def _rows(
    work: Work, table: Table, landed: Landed, dialect: Dialect | None, schema: pa.Schema
) -> Iterator[pa.RecordBatch]:
    """Batches of every file inside the landed one, which must not change meanwhile."""
    extra: set[str] = set()
    try:
        yield from _unpacked(work, table, landed, dialect, schema, extra)
    except (Permanent, OSError):
        landed.same()  # a file that is still being written is not wrong
        raise
    landed.same()
    if extra:
        work.say(f"{landed.path.name}: left out columns that the contract does not have: {', '.join(sorted(extra))}")


def _unpacked(
    work: Work, table: Table, landed: Landed, dialect: Dialect | None, schema: pa.Schema, extra: set[str]
) -> Iterator[pa.RecordBatch]:
    types = {field.name: duckdb_type(field.field_type) for field in schema_of(table.columns or ()).fields}
    with connect(work.scratch) as connection:
        for file, path in unpack(landed.path, "csv" if dialect else "parquet", work.scratch):
            if dialect:
                laid = scan(file, path, dialect, table, types, extra)
                yield from csv.batches(connection, laid, schema)
            else:
                yield from parquet.batches(file, path, table, schema, extra)
