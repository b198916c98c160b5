"""What a table has gained between two of its snapshots: the files that appends have brought, wherever they are now."""

from collections.abc import Collection, Iterator

from pyiceberg.manifest import DataFile
from pyiceberg.table import Table
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.snapshots import Operation, Snapshot

from levada.errors import Permanent
from levada.lake import marks
from levada.lake.ancestry import ancestors
from levada.lake.draft import snapshot_marks
from levada.lake.files import added, brought

TAKEN = ("deleted-data-files", "deleted-records", "added-delete-files")
"""What the summary of a snapshot counts that has taken rows away."""
COUNTS = "total-records"
"""Whether it counts at all."""


class NotGained(Permanent):
    """Something else than an append has changed a table, or what happened to it is no longer known."""


def gained(table: Table, since: int, until: int | None) -> tuple[int, ...]:
    """The snapshots that have brought rows after one and up to another, oldest first. Rewrites that preserved the rows
    have brought none.

    Raises:
        NotGained: rows were taken away or replaced meanwhile; or the second did not come from the first, as far as is
            known.
    """
    way = tuple(line(table.metadata, since, until))
    name = ".".join(table.name())
    if (way and way[-1].parent_snapshot_id != since) or (not way and until != since):
        raise NotGained(f"{name}: how it came from snapshot {since} to {until} is not known: {_why(table, since)}")
    ours = [snapshot for snapshot in reversed(way) if not preserves(snapshot)]
    for snapshot in ours:
        if takes(snapshot):
            by = snapshot_marks(snapshot).get(marks.RUN, "another tool")
            raise NotGained(f"{name}: {by} has replaced rows or taken them away (snapshot {snapshot.snapshot_id})")
    return tuple(snapshot.snapshot_id for snapshot in ours if _brings(snapshot))


def files(table: Table, snapshots: Collection[int]) -> tuple[DataFile, ...]:
    """The data files that some snapshots have added, whatever became of them since."""
    return tuple(file for snapshot in snapshots for file in added(table, snapshot))


def places(table: Table, until: int, snapshots: Collection[int]) -> Iterator[tuple[int, tuple[DataFile, ...]]]:
    """The same files, each with a snapshot that has it: if it can be, the last one. A rewrite may have moved their rows
    into others."""
    there = tuple(brought(table, until, snapshots))
    yield until, there
    known = {file.file_path for file in there}
    for snapshot in snapshots:
        if moved := tuple(file for file in added(table, snapshot) if file.file_path not in known):
            yield snapshot, moved


def preserves(snapshot: Snapshot) -> bool:
    """Whether a snapshot has all rows of its parent and no others."""
    operation = snapshot.summary.operation if snapshot.summary else None
    return operation == Operation.REPLACE or snapshot_marks(snapshot).get(marks.PRESERVED) == "true"


def age(table: Table | None, snapshot_id: int | None) -> int:
    """How many snapshots have led to one, as far as they are kept."""
    return sum(1 for _ in ancestors(table.metadata, snapshot_id)) if table else 0


def line(metadata: TableMetadata, since: int, until: int | None) -> Iterator[Snapshot]:
    """What came after a snapshot, newest first. The snapshot itself need not be kept."""
    for snapshot in ancestors(metadata, until):
        if snapshot.snapshot_id == since:
            return
        yield snapshot
        if snapshot.parent_snapshot_id == since:
            return


def takes(snapshot: Snapshot) -> bool:
    """Whether a snapshot has fewer rows of its parent, or others in their place."""
    said = snapshot_marks(snapshot)
    if snapshot.summary and snapshot.summary.operation == Operation.APPEND:
        return False
    return COUNTS not in said or any(int(said.get(key, 0)) for key in TAKEN)


def _brings(snapshot: Snapshot) -> bool:
    said = snapshot_marks(snapshot)
    return COUNTS not in said or int(said.get("added-records", 0)) > 0


def _why(table: Table, since: int) -> str:
    if table.snapshot_by_id(since) is None:
        return "its snapshots have expired, or it was made anew"
    return "it was rolled back, or made anew"
