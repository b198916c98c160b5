"""Perform an `ingest` step: one file (or the files in one zip) becomes rows of the contract's types."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pyarrow as pa

from levada.engines.base import Prepared, Work
from levada.engines.embedded.connection import connect
from levada.engines.embedded.files import csv, jsonl, parquet
from levada.engines.embedded.files.dialect import Dialect, dialect
from levada.engines.embedded.files.landing import Landed, find, unpack
from levada.engines.embedded.files.matching import Promised, promised
from levada.errors import Permanent
from levada.lake.drafts import Writer
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
    columns = promised(table)
    rows = _rows(work, landed, dialect, columns)
    writer.write(table, pa.RecordBatchReader.from_batches(columns.schema, rows))
    return ()


def _rows(work: Work, landed: Landed, dialect: Dialect | None, columns: Promised) -> Iterator[pa.RecordBatch]:
    """Batches of every file inside the landed one, which must not change meanwhile."""
    try:
        yield from _unpacked(work, landed, dialect, columns)
    except (Permanent, OSError):
        landed.same()  # a file that is still being written is not wrong
        raise
    landed.same()
    if columns.extra:
        left_out = ", ".join(sorted(columns.extra))
        work.say(f"{landed.path.name}: left out columns that the contract does not have: {left_out}")


def _unpacked(work: Work, landed: Landed, dialect: Dialect | None, columns: Promised) -> Iterator[pa.RecordBatch]:
    action = work.task.action
    assert isinstance(action, Ingest)
    with connect(work.scratch) as connection:
        for file, path in unpack(landed.path, action.format, work.scratch):
            match action.format:
                case "csv":
                    assert dialect
                    yield from csv.batches(connection, file, path, dialect, columns)
                case "jsonl":
                    yield from jsonl.batches(connection, file, path, columns)
                case "parquet":
                    yield from parquet.batches(file, path, columns)
