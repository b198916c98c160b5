"""Which snapshot came from which."""

from collections.abc import Iterator

from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.refs import MAIN_BRANCH
from pyiceberg.table.snapshots import Snapshot


def main(metadata: TableMetadata) -> int | None:
    """The snapshot that readers see."""
    return head(metadata, MAIN_BRANCH)


def head(metadata: TableMetadata, branch: str) -> int | None:
    """The last snapshot of a branch; None where there is no such branch."""
    return metadata.refs[branch].snapshot_id if branch in metadata.refs else None


def ancestors(metadata: TableMetadata, snapshot_id: int | None) -> Iterator[Snapshot]:
    """A snapshot and those it came from, newest first, as far back as they are kept."""
    known = {snapshot.snapshot_id: snapshot for snapshot in metadata.snapshots}
    while snapshot_id is not None and (snapshot := known.get(snapshot_id)):
        yield snapshot
        snapshot_id = snapshot.parent_snapshot_id


def descends(metadata: TableMetadata, snapshot_id: int | None, ancestor: int) -> bool:
    """Whether a snapshot is another or came from it."""
    return any(snapshot.snapshot_id == ancestor for snapshot in ancestors(metadata, snapshot_id))


def between(metadata: TableMetadata, ancestor: int, snapshot_id: int | None) -> tuple[Snapshot, ...] | None:
    """What came after one snapshot up to another, newest first; None where the second did not come from the first."""
    line: list[Snapshot] = []
    for snapshot in ancestors(metadata, snapshot_id):
        if snapshot.snapshot_id == ancestor:
            return tuple(line)
        line.append(snapshot)
    return None
