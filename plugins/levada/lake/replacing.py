"""Which of a table's files a draft replaces: none, all, those of an interval, or those of its own partitions."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Literal

import pyarrow as pa
from pyiceberg.io.pyarrow import ArrowScan
from pyiceberg.manifest import DataFile
from pyiceberg.schema import Schema
from pyiceberg.table import FileScanTask
from pyiceberg.table import Table as IcebergTable
from pyiceberg.typedef import Record

from levada.errors import Permanent
from levada.lake.marks import Mark
from levada.lake.window import Window, window
from levada.plan.tables import Table

Touch = Literal["none", "some", "all"]
Target = Callable[[DataFile], Touch]
"""How many of a file's rows are replaced, as far as its metadata tells."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """The files that go, and new ones with those of their rows that stay.

    `unchanged`: how many rows arrived that were there already, just as they are."""

    gone: tuple[DataFile, ...] = ()
    staying: tuple[DataFile, ...] = ()
    unchanged: int = 0


def kept_of(table: Table, mark: Mark, schema: Schema) -> tuple[Window, Window | None] | None:
    """The interval whose rows alone are written, and what a step that looks back may have returned besides; None: all
    rows that come are written."""
    strategies = ("append", "insert_overwrite") if mark.lookback else ("insert_overwrite",)
    interval = mark.run.interval
    if table.strategy not in strategies or not mark.interval_rows or interval is None or table.event_time is None:
        return None
    within = window(table.name, schema, table.event_time, interval)
    if not mark.lookback:
        return within, None
    return within, window(table.name, schema, table.event_time, interval.since(mark.lookback))


def interval_of(table: Table, mark: Mark, schema: Schema) -> Window | None:
    """The rows that a draft replaces whatever it brings; None where its own partitions say."""
    if table.strategy != "insert_overwrite" or not mark.interval_rows or mark.run.interval is None:
        return None
    if table.event_time is None:
        return None
    return window(table.name, schema, table.event_time, mark.run.interval)


def target(table: Table, within: Window | None, written: Iterable[DataFile], spec_id: int) -> Target:
    """What a draft of these files, written by this partition spec, replaces."""
    if table.strategy == "append":
        return lambda file: "none"
    if table.strategy == "replace":
        return lambda file: "all"
    if within:
        return lambda file: "all" if within.holds_all(file) else "some" if within.may_hold(file) else "none"
    partitions = {file.partition for file in written}
    return partial(_in_partitions, table.name, partitions, spec_id)


def _in_partitions(dataset: str, partitions: set[Record], spec_id: int, file: DataFile) -> Touch:
    if file.spec_id != spec_id:
        raise Permanent(
            f"{dataset}: {file.file_path} lies in partitions that the table has no longer, by another tool's doing: "
            f"rewrite its data files there"
        )
    return "all" if file.partition in partitions else "none"


def carried(view: IcebergTable, within: Window, file: DataFile) -> Iterator[pa.RecordBatch]:
    """The rows of a partly replaced file that stay, in the columns of the view's schema."""
    scan = ArrowScan(view.metadata, view.io, view.schema(), within.outside())
    return scan.to_record_batches([FileScanTask(file)])
