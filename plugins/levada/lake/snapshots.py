"""Adding a snapshot to a draft's branch: one commit, all or nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from pyiceberg.exceptions import CommitFailedException
from pyiceberg.manifest import DataFile, ManifestContent, ManifestFile
from pyiceberg.table import Table, Transaction
from pyiceberg.table.snapshots import Operation, Summary
from pyiceberg.table.update.snapshot import ManageSnapshots, _MergeAppendFiles, _OverwriteFiles

from levada.errors import Retryable
from levada.lake.ancestry import head
from levada.lake.catalogue import Lake
from levada.lake.protocol import same_table
from levada.lake.races import retried

WEEK = 7 * 24 * 3600 * 1000
"""Milliseconds that a draft may wait to be published."""

EMPTY: dict[str, str] = {}
Producer = _OverwriteFiles | _MergeAppendFiles

NO_RETRIES = {"commit.retry.num-retries": "0"}


@dataclass(frozen=True, slots=True)
class Fork:
    """A branch that begins at `start`, what readers saw when it was made. `table`: seen with the draft's schema.
    `dropped`: the numbers of the columns that readers had and the draft has not; `new`: the names of those that the
    draft has and they had not."""

    table: Table
    branch: str
    start: int
    dropped: tuple[int, ...] = ()
    new: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What a snapshot does to the files of its parent, and what its summary says besides. `overwrites`: rows
    went besides, and with them the parent's delete files, because no file has rows any more that these take away."""

    gone: tuple[DataFile, ...]
    new: tuple[DataFile, ...]
    summary: dict[str, str]
    overwrites: bool = False


def view(table: Table, schema_id: int) -> Table:
    """A table as seen with a schema that is staged. Its commits are not retried by pyiceberg, which would look at the
    table anew and forget that schema: we retry ourselves."""
    metadata = table.metadata.model_copy(
        update={"current_schema_id": schema_id, "properties": table.metadata.properties | NO_RETRIES}
    )
    return Table(table.name(), metadata, table.metadata_location, table.io, table.catalog)


def add(lake: Lake, dataset: str, fork: Fork, change: Change) -> int:
    """Add a snapshot to a branch on which nothing was added since it was made. Returns the snapshot's id.

    Raises:
        Retryable: somebody else has moved or dropped the branch.
    """
    tried: set[int] = set()

    def attempt() -> int:
        table = lake.table(dataset)
        there = head(table.metadata, fork.branch)
        if there in tried:
            return there  # an attempt has succeeded, and nobody was told
        if there != fork.start:
            raise Retryable(f"{dataset}: another attempt has taken over the branch {fork.branch}: try again")
        transaction = view(table, fork.table.metadata.current_schema_id).transaction()
        producer = _producer(transaction, fork, change)
        producer.commit()
        # a new head forgets the branch's age limit: it is said again, in the same commit
        ManageSnapshots(transaction).create_branch(producer.snapshot_id, fork.branch, WEEK).commit()
        tried.add(producer.snapshot_id)
        _commit(lake, dataset, transaction, producer)
        return producer.snapshot_id

    return retried(dataset, attempt)


def _commit(lake: Lake, dataset: str, transaction: Transaction, producer: Producer) -> None:
    """Commit, once. pyiceberg would take a refusal for the truth, and delete what it has written; but a proxy may have
    repeated a commit that has succeeded, and then passes on that the second one has not."""
    required = (*transaction._requirements, same_table(transaction.table_metadata))
    try:
        transaction._table._do_commit(transaction._updates, required)
    except CommitFailedException:
        if lake.table(dataset).snapshot_by_id(producer.snapshot_id) is None:
            producer._clean_all_uncommitted()
        raise


def _producer(transaction: Transaction, fork: Fork, change: Change) -> Producer:
    producer: Producer
    if change.gone or change.overwrites:
        made = _Folding if change.overwrites else _Overwrite
        producer = made(Operation.OVERWRITE, transaction, fork.table.io, None, change.summary, fork.branch)
    else:
        producer = transaction.update_snapshot(change.summary, fork.branch).merge_append()
    for file in change.gone:
        producer.delete_data_file(file)
    for file in change.new:
        producer.append_data_file(file)
    return producer


class _Overwrite(_OverwriteFiles):
    """pyiceberg's overwrite, mended."""

    def _build_manifest_evaluator(self, spec_id: int) -> Callable[[ManifestFile], bool]:
        """One at a time: it keeps the manifest that it looks at in itself, and pyiceberg asks from several threads. One
        would be judged by the partitions of another, and a file that must go not be found."""
        evaluate, alone = super()._build_manifest_evaluator(spec_id), Lock()

        def locked(manifest: ManifestFile) -> bool:
            with alone:
                return evaluate(manifest)

        return locked

    def _process_manifests(self, manifests: list[ManifestFile]) -> list[ManifestFile]:
        """Manifests in which no file is left are dropped, as pyiceberg's append does: otherwise a table that is
        replaced daily gains one for ever each day."""
        return [each for each in manifests if _holds_files(each) or each.added_snapshot_id == self.snapshot_id]


class _Folding(_Overwrite):
    """The same, and the parent's delete files go."""

    def _process_manifests(self, manifests: list[ManifestFile]) -> list[ManifestFile]:
        return [each for each in super()._process_manifests(manifests) if each.content == ManifestContent.DATA]

    def _summary(self, snapshot_properties: dict[str, str] = EMPTY) -> Summary:
        found = super()._summary(snapshot_properties)
        found["total-files-size"] = str(int(found["total-files-size"] or 0) - self._size_of_deletes())
        for total in ("total-delete-files", "total-position-deletes", "total-equality-deletes"):
            found[total] = "0"
        return found

    def _size_of_deletes(self) -> int:
        """Bytes of the parent's delete files."""
        parent = self._transaction.table_metadata.snapshot_by_id(self._parent_snapshot_id or 0)
        manifests = parent.manifests(self._io) if parent else []
        gone = (each for each in manifests if each.content == ManifestContent.DELETES)
        entries = (entry for each in gone for entry in each.fetch_manifest_entry(self._io, discard_deleted=True))
        return sum(entry.data_file.file_size_in_bytes for entry in entries)


def _holds_files(manifest: ManifestFile) -> bool:
    return manifest.has_added_files() or manifest.has_existing_files()
