"""Perform an `ingest` step: files become rows of the contract's types."""

from collections.abc import Iterator
from functools import partial
from urllib.parse import unquote

import duckdb
import pyarrow as pa

from levada.engines.base import Prepared, Work
from levada.engines.embedded.connection import connect
from levada.engines.embedded.files import csv, jsonl, parquet, remote, stores
from levada.engines.embedded.files.dialect import Dialect, dialect
from levada.engines.embedded.files.landing import Landed, find
from levada.engines.embedded.files.matching import Promised, promised
from levada.engines.embedded.files.packing import unpack
from levada.errors import Permanent
from levada.lake import ledger
from levada.lake.drafts import Writer
from levada.plan.actions import Ingest
from levada.plan.checks import CheckResult
from levada.plan.tables import Table


def ingest(work: Work) -> Prepared:
    """Ready to load the step's files.

    Raises:
        Retryable: there is none.
        Permanent: an option is wrong, or the dataset has no contract.
    """
    action = work.task.action
    assert isinstance(action, Ingest)
    (table,) = work.task.tables
    reading = _dialect(action)
    landed = _find(work, action, table)
    return Prepared(partial(_write, work, table, landed, reading), files=tuple(file.source for file in landed))


def _find(work: Work, action: Ingest, table: Table) -> tuple[Landed, ...]:
    """The step's files, on a disk or in a store."""
    path = work.run.render(action.path)
    place = work.environment.landed(work.root, path)
    match place.partition("://"):
        case "s3", _, _:
            known = {file.url: file for entry in ledger.read(work.lake, table.name).entries for file in entry.files}
            return remote.find(stores.opened(work.environment.store(place)), place, work.scratch, known)
        case "file", _, local:
            return find(work.root, unquote(local))
        case scheme, "://", _:
            raise Permanent(f"{place}: addresses in {scheme}:// are not read: name a file, or s3://bucket/path")
    return find(work.root / work.environment.landing, path)


def _dialect(action: Ingest) -> Dialect | None:
    """How the files are written, if that can be said."""
    if action.format == "csv":
        return dialect(action.options)
    if action.options:
        raise Permanent(f"{action.format} has no options: remove {', '.join(name for name, _ in action.options)}")
    return None


def _write(
    work: Work, table: Table, landed: tuple[Landed, ...], dialect: Dialect | None, writer: Writer
) -> tuple[CheckResult, ...]:
    """Load the files that the writer's mark names, in their order."""
    columns = promised(table)
    named = set(writer.mark.files)
    wanted = [file for file in landed if file.source in named]
    if len(landed) > 1:
        work.say(f"loading {len(wanted)} of the {len(landed)} files that match")
    writer.write(table, pa.RecordBatchReader.from_batches(columns.schema, _rows(work, wanted, dialect, columns)))
    if columns.extra:
        extra = ", ".join(f"{name} ({file})" for name, file in sorted(columns.extra.items()))
        work.say(f"left out columns that the contract does not have: {extra}")
    return ()


def _rows(work: Work, files: list[Landed], dialect: Dialect | None, columns: Promised) -> Iterator[pa.RecordBatch]:
    """Batches of every file, none of which may change meanwhile."""
    with connect(work.scratch) as connection:
        for landed in files:
            try:
                yield from _unpacked(work, connection, landed, dialect, columns)
            except (Permanent, OSError):
                landed.same()  # a file that is still being written is not wrong
                raise
            landed.same()
            landed.leave()


def _unpacked(
    work: Work, connection: duckdb.DuckDBPyConnection, landed: Landed, dialect: Dialect | None, columns: Promised
) -> Iterator[pa.RecordBatch]:
    action = work.task.action
    assert isinstance(action, Ingest)
    for file, path in unpack(landed.name, landed.present(), action.format, work.scratch):
        match action.format:
            case "csv":
                assert dialect
                yield from csv.batches(connection, file, path, dialect, columns, work.scratch)
            case "jsonl":
                yield from jsonl.batches(connection, file, path, columns, work.scratch)
            case "parquet":
                yield from parquet.batches(file, path, columns)
