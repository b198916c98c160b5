"""What there is to read: the Parquet files of one snapshot, and the columns they are seen through."""

from collections.abc import Iterator
from dataclasses import dataclass

from pyiceberg.manifest import DataFile
from pyiceberg.schema import Schema
from pyiceberg.table import Table
from pyiceberg.table.refs import MAIN_BRANCH

from levada.errors import Permanent
from levada.intervals import Interval
from levada.lake import marks
from levada.lake.ancestry import ancestors, between, main, reference
from levada.lake.catalogue import Lake
from levada.lake.draft import Draft, snapshot_marks, snapshot_of
from levada.lake.files import added as added_files
from levada.lake.files import brought, live
from levada.lake.gains import files as gained_files
from levada.lake.gains import gained
from levada.lake.window import Window, window
from levada.plan.graph import Read


@dataclass(frozen=True, slots=True)
class Scope:
    """A snapshot of a table, its columns, and which of its rows are meant; no snapshot: none were ever published.

    `some`: just these of the snapshot's files are meant; None: all. `gained`: the snapshots that have added them, where
    a rewrite may have put others in their place since."""

    table: Table
    snapshot_id: int | None
    schema: Schema
    filter: Window | None = None
    some: tuple[DataFile, ...] | None = None
    gained: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """The Parquet files of a scope (absolute local paths, or addresses such as `s3://…`), seen through its schema by
    field ids, not by names: a column that a file lacks is null."""

    files: tuple[str, ...]
    scope: Scope

    @property
    def schema(self) -> Schema:
        return self.scope.schema

    @property
    def filter(self) -> Window | None:
        """Which of the files' rows; None: all."""
        return self.scope.filter


def scope(
    lake: Lake, dataset: str, snapshot_id: int | None, read: Read | None = None, interval: Interval | None = None
) -> Scope | None:
    """What of a table is meant by a read, for engines that find its files themselves. See `readable`."""
    table = lake.load(dataset)
    if table is None:
        return None
    schema = _schema(table, snapshot_id)
    within = _within(table, schema, read, interval) if read and read.rows == "interval" and interval else None
    return Scope(table, snapshot_id, schema, within)


def new_rows(lake: Lake, dataset: str, since: int, until: int | None) -> Scope:
    """The rows that a table has gained after one snapshot and up to another.

    Raises:
        NotGained: rows were taken away or replaced meanwhile, or that is no longer known.
    """
    table = lake.table(dataset)
    snapshots = gained(table, since, until)
    return Scope(table, until, _schema(table, until), some=gained_files(table, snapshots), gained=snapshots)


def readable(
    lake: Lake, dataset: str, snapshot_id: int | None, read: Read | None = None, interval: Interval | None = None
) -> Rows | None:
    """The rows of a snapshot, or of an interval of it where the read says so; every reader of ours goes through here.

    None: there is no such table. A `snapshot_id` of None, before the first publication, has no rows.

    Raises:
        Permanent: the snapshot is not kept, has delete files, or an interval is asked for and no column tells time.
    """
    seen = scope(lake, dataset, snapshot_id, read, interval)
    return rows_of(seen) if seen else None


def rows_of(seen: Scope) -> Rows:
    """The files in which the rows of a scope lie."""
    return Rows(tuple(sorted(place(file.file_path) for file in files_of(seen))), seen)


def files_of(seen: Scope) -> Iterator[DataFile]:
    """The same, as its table's metadata tells of them."""
    if seen.snapshot_id is None:
        return iter(())
    there = live(seen.table, seen.snapshot_id) if seen.some is None else seen.some
    return (file for file in there if seen.filter is None or seen.filter.may_hold(file))


def added(lake: Lake, draft: Draft) -> Rows:
    """The rows that a draft brings; not those that only moved because files around them were partly replaced."""
    table = lake.table(draft.dataset)
    said = snapshot_marks(snapshot_of(draft, table.metadata))
    files = [file for file in added_files(table, draft.head) if said[marks.WRITTEN] in file.file_path]
    if marks.BUILT in said:
        line = between(table.metadata, draft.fork, draft.head) or tuple(ancestors(table.metadata, draft.head))
        theirs = {snapshot.snapshot_id for snapshot in line} - {draft.head}
        files += brought(table, draft.head, theirs)
    return rows_of(Scope(table, draft.head, _schema(table, draft.head), some=tuple(files)))


def place(address: str) -> str:
    """Where a data file lies: a plain path for a local one, however it was written (`file:///…`, `file:/…`)."""
    if address.startswith("file:"):
        return "/" + address.removeprefix("file:").lstrip("/")
    return address


def _schema(table: Table, snapshot_id: int | None) -> Schema:
    """The snapshot's columns; for what readers of `main` see now, the table's."""
    now = main(table.metadata)
    if reference(table.metadata) != MAIN_BRANCH:
        snapshot_id = now if snapshot_id is None else snapshot_id
    elif snapshot_id in (None, now):
        return table.schema()
    if snapshot_id is None:
        return table.schema()
    return written_schema(table, snapshot_id)


def written_schema(table: Table, snapshot_id: int) -> Schema:
    """The columns with which a snapshot was written.

    Raises:
        Permanent: it is not kept."""
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
