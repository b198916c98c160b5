"""What there is to read: the Parquet files of one snapshot, and the columns they are seen through."""

from dataclasses import dataclass

from pyiceberg.manifest import DataFile
from pyiceberg.schema import Schema
from pyiceberg.table import Table

from levada.errors import Permanent
from levada.intervals import Interval
from levada.lake import marks
from levada.lake.ancestry import main
from levada.lake.catalogue import Lake
from levada.lake.draft import Draft, snapshot_marks, snapshot_of
from levada.lake.files import added as added_files
from levada.lake.files import live
from levada.lake.window import Window, window
from levada.plan.graph import Read


@dataclass(frozen=True, slots=True)
class Origin:
    """Where rows come from, for engines that find the files of a snapshot themselves. No `snapshot_id`: nothing was
    ever published. `some`: just these of the snapshot's files are meant; None: all."""

    table: Table
    snapshot_id: int | None
    some: tuple[DataFile, ...] | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """Parquet files (absolute local paths, or addresses such as `s3://…`), seen through a schema by field ids, not by
    names: a column that a file lacks is null. `filter`: which of their rows; None: all."""

    files: tuple[str, ...]
    schema: Schema
    origin: Origin
    filter: Window | None = None


def readable(
    lake: Lake, dataset: str, snapshot_id: int | None, read: Read | None = None, interval: Interval | None = None
) -> Rows | None:
    """The rows of a snapshot, or of an interval of it where the read says so; every reader of ours goes through here.

    None: there is no such table. A `snapshot_id` of None, before the first publication, has no rows.

    Raises:
        Permanent: the snapshot is not kept, has delete files, or an interval is asked for and no column tells time.
    """
    table = lake.load(dataset)
    if table is None:
        return None
    schema = _schema(table, snapshot_id)
    within = _within(table, schema, read, interval) if read and read.rows == "interval" and interval else None
    if snapshot_id is None:
        return Rows((), schema, Origin(table, None), within)
    files = (file for file in live(table, snapshot_id) if within is None or within.may_hold(file))
    return Rows(tuple(sorted(place(file.file_path) for file in files)), schema, Origin(table, snapshot_id), within)


def added(lake: Lake, draft: Draft) -> Rows:
    """The rows that a draft brings; not those that only moved because files around them were partly replaced."""
    table = lake.table(draft.dataset)
    number = snapshot_marks(snapshot_of(draft, table.metadata))[marks.WRITTEN]
    files = tuple(file for file in added_files(table, draft.head) if number in file.file_path)
    paths = tuple(sorted(place(file.file_path) for file in files))
    return Rows(paths, _schema(table, draft.head), Origin(table, draft.head, files))


def place(address: str) -> str:
    """Where a data file lies: a plain path for a local one, however it was written (`file:///…`, `file:/…`)."""
    if address.startswith("file:"):
        return "/" + address.removeprefix("file:").lstrip("/")
    return address


def _schema(table: Table, snapshot_id: int | None) -> Schema:
    """The snapshot's columns; for what readers see now, the table's."""
    if snapshot_id is None or snapshot_id == main(table.metadata):
        return table.schema()
    snapshot = table.snapshot_by_id(snapshot_id)
    if snapshot is None:
        name = ".".join(table.name())
        raise Permanent(f"{name}: there is no snapshot {snapshot_id}: `levada history {name}` lists those kept")
    return table.schemas()[table.metadata.current_schema_id if snapshot.schema_id is None else snapshot.schema_id]


def _within(table: Table, schema: Schema, read: Read, interval: Interval) -> Window:
    column = read.event_time or table.properties.get(marks.EVENT_TIME)
    if column is None:
        raise Permanent(
            f"{read.dataset}: rows of an interval are asked for, and no column tells time: give it an event_time"
        )
    return window(read.dataset, schema, column, interval.since(read.lookback))
