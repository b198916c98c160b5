"""A DataFrame becomes the draft of a table: Spark makes the data files, the lake takes them in."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pyarrow as pa

from levada.engines.base import Work
from levada.engines.spark.columns import arrow_schema, in_columns, rounded
from levada.engines.spark.files import data_files
from levada.engines.spark.frames import inside
from levada.lake.adoption import Commission, Delivery
from levada.lake.drafts import Writer
from levada.plan.tables import BY_KEY, Table

Failing = Callable[[], AbstractContextManager[None]]
"""Inside it, what Spark raises becomes one of our errors."""


def adopt(
    work: Work, writer: Writer, table: Table, frame: Any, failing: Failing, columns: pa.Schema | None = None
) -> None:
    """Write a draft of a table's rows. `columns`: what is known of theirs; None: they are as Spark has them.

    Raises:
        Retryable, Permanent: as the writer says, and as `failing` does.
    """

    def make(commission: Commission) -> Delivery:
        with failing():
            return delivered(work, frame, commission)

    with failing():
        arriving = arrow_schema(table.name, frame) if columns is None else columns
    writer.adopt(table, arriving, make)


def delivered(work: Work, frame: Any, commission: Commission) -> Delivery:
    """Data files of a DataFrame's rows."""
    table, fork = commission.table, commission.fork
    rows = in_columns(frame, table, fork.table.schema())
    for line in rounded(frame, table, fork.table.schema()):
        work.note(line)
    if commission.within and commission.seen:
        rows = rows.where(f"{inside(commission.within)} OR NOT coalesce({inside(commission.seen)}, false)")
    if table.strategy in BY_KEY:
        from levada.engines.spark.merging import merged

        return merged(work, rows, commission)
    return Delivery(data_files(rows, table, fork, commission.number, work.scratch))
