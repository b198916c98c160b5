"""Perform an `ingest` step: files become rows of the contract's types."""

from functools import partial

import pyarrow as pa

from levada.engines.base import Prepared, Work
from levada.engines.files.loading import Load, load
from levada.engines.files.matching import promised
from levada.lake.connection import connect
from levada.lake.drafts import Writer
from levada.plan.checks import CheckResult
from levada.plan.tables import CHANGING


def ingest(work: Work) -> Prepared:
    """Ready to load the step's files.

    Raises:
        Retryable: there is none.
        Permanent: an option is wrong, or the dataset has no contract.
    """
    found = load(work)
    return Prepared(partial(_write, found), files=found.sources)


def _write(found: Load, writer: Writer) -> tuple[CheckResult, ...]:
    """Load the files that the writer's mark names."""
    wanted, table = found.wanted(writer.mark), found.table
    with connect(found.work.scratch) as connection:
        reading = found.reading(connection)
        columns = promised(table)
        if table.on_schema_change in CHANGING:
            columns = found.grown(columns, reading.columns(wanted, table))
        writer.write(table, pa.RecordBatchReader.from_batches(columns.schema, reading.rows(wanted, columns)))
    found.tell(columns.drift)
    return ()
