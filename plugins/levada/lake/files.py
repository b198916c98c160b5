"""The data files of a snapshot, from its manifests."""

from collections.abc import Collection, Iterator

from pyiceberg.manifest import DataFile, ManifestContent, ManifestEntryStatus, ManifestFile
from pyiceberg.table import Table

from levada.errors import Permanent


def live(table: Table, snapshot_id: int) -> Iterator[DataFile]:
    """Every data file of a snapshot.

    Raises:
        Permanent: rows of it are deleted by delete files, which this release does not apply.
    """
    for manifest in _manifests(table, snapshot_id):
        if not (manifest.has_added_files() or manifest.has_existing_files()):
            continue
        if manifest.content == ManifestContent.DELETES:
            raise Permanent(
                f"{'.'.join(table.name())}: snapshot {snapshot_id} has delete files, made by another tool: rewrite its "
                f"data files there (in Trino: ALTER TABLE … EXECUTE optimize), then try again"
            )
        yield from (entry.data_file for entry in manifest.fetch_manifest_entry(table.io, discard_deleted=True))


def has_deletes(table: Table, snapshot_id: int) -> bool:
    """Whether a snapshot has delete files."""
    return any(manifest.content == ManifestContent.DELETES for manifest in _manifests(table, snapshot_id))


def brought(table: Table, snapshot_id: int, by: Collection[int]) -> Iterator[DataFile]:
    """The data files of a snapshot that some snapshots have added."""
    for manifest in _manifests(table, snapshot_id):
        if manifest.content == ManifestContent.DATA:
            for entry in manifest.fetch_manifest_entry(table.io, discard_deleted=True):
                if entry.snapshot_id in by:
                    yield entry.data_file


def added(table: Table, snapshot_id: int) -> Iterator[DataFile]:
    """The data files that just this snapshot has added."""
    return (file for status, file in _changes(table, snapshot_id) if status == ManifestEntryStatus.ADDED)


def changed(table: Table, snapshot_id: int) -> Iterator[DataFile]:
    """The files that just this snapshot has added or deleted."""
    return (file for _, file in _changes(table, snapshot_id))


def _changes(table: Table, snapshot_id: int) -> Iterator[tuple[ManifestEntryStatus, DataFile]]:
    for manifest in _manifests(table, snapshot_id):
        if manifest.added_snapshot_id != snapshot_id:
            continue
        for entry in manifest.fetch_manifest_entry(table.io, discard_deleted=False):
            if entry.snapshot_id == snapshot_id and entry.status != ManifestEntryStatus.EXISTING:
                yield entry.status, entry.data_file


def _manifests(table: Table, snapshot_id: int) -> list[ManifestFile]:
    snapshot = table.snapshot_by_id(snapshot_id)
    if snapshot is None:
        name = ".".join(table.name())
        raise Permanent(f"{name}: there is no snapshot {snapshot_id}: `levada history {name}` lists those kept")
    return snapshot.manifests(table.io)
