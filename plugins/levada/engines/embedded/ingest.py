"""Perform an `ingest` step: files become rows of the contract's types."""

from functools import partial
from urllib.parse import unquote

import pyarrow as pa

from levada.engines.base import Prepared, Work
from levada.engines.files import remote, stores
from levada.engines.files.dialect import Dialect, dialect
from levada.engines.files.landing import Landed, find
from levada.engines.files.matching import promised
from levada.engines.files.reading import Reading
from levada.errors import Permanent
from levada.lake import ledger
from levada.lake.connection import connect
from levada.lake.drafts import Writer
from levada.plan.actions import Ingest
from levada.plan.checks import CheckResult
from levada.plan.tables import CHANGING, Table


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


def _dialect(action: Ingest) -> Dialect:
    """How the files are written."""
    if action.format != "csv" and action.options:
        raise Permanent(f"{action.format} has no options: remove {', '.join(name for name, _ in action.options)}")
    return dialect(action.options)


def _write(
    work: Work, table: Table, landed: tuple[Landed, ...], dialect: Dialect, writer: Writer
) -> tuple[CheckResult, ...]:
    """Load the files that the writer's mark names, in their order."""
    action = work.task.action
    assert isinstance(action, Ingest)
    named = set(writer.mark.files)
    wanted = [file for file in landed if file.source in named]
    if len(landed) > 1:
        work.say(f"loading {len(wanted)} of the {len(landed)} files that match")
    with connect(work.scratch) as connection:
        reading = Reading(connection, work.scratch, action.format, dialect)
        columns = promised(table)
        if table.on_schema_change in CHANGING:
            columns = columns.joined(reading.columns(wanted, table))
        writer.write(table, pa.RecordBatchReader.from_batches(columns.schema, reading.rows(wanted, columns)))
    if columns.extra:
        extra = ", ".join(f"{name} ({file})" for name, file in sorted(columns.extra.items()))
        work.note(f"left out columns that the contract does not have: {extra}")
    return ()
