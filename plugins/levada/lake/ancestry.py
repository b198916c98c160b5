"""Which snapshot came from which."""

from collections.abc import Iterator

from pyiceberg.schema import Schema
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.refs import MAIN_BRANCH
from pyiceberg.table.snapshots import Snapshot

from levada.lake.marks import PUBLICATIONS, REFERENCE


def reference(metadata: TableMetadata) -> str:
    """What readers follow: `main`; the tag `published` of a table that another engine builds, on `main`."""
    return metadata.properties.get(REFERENCE, MAIN_BRANCH)


def main(metadata: TableMetadata) -> int | None:
    """The snapshot that readers see."""
    return head(metadata, reference(metadata))


def schema_of(metadata: TableMetadata, snapshot_id: int) -> Schema | None:
    """The columns that a snapshot was made with, where it says so."""
    schema_id = next((s.schema_id for s in metadata.snapshots if s.snapshot_id == snapshot_id), None)
    return next((schema for schema in metadata.schemas if schema.schema_id == schema_id), None)


def publications(metadata: TableMetadata) -> tuple[tuple[int, int], ...]:
    """Every snapshot that readers have seen, and since when (milliseconds), oldest first."""
    if reference(metadata) == MAIN_BRANCH:
        return tuple((entry.snapshot_id, entry.timestamp_ms) for entry in metadata.snapshot_log)
    said = (entry.split("@") for entry in metadata.properties.get(PUBLICATIONS, "").split())
    return tuple((int(snapshot), int(at)) for snapshot, at in said)


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
