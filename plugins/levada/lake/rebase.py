"""Putting a draft on top of what others have published meanwhile, without writing its rows again."""

from uuid import UUID

from pyiceberg.manifest import DataFile
from pyiceberg.schema import Schema
from pyiceberg.table import Table as IcebergTable

from levada.errors import Retryable
from levada.lake import branches, marks
from levada.lake.ancestry import between
from levada.lake.bounds import apart
from levada.lake.catalogue import Lake
from levada.lake.composition import put, replaced
from levada.lake.draft import Draft, snapshot_marks, snapshot_of
from levada.lake.evolution import joined
from levada.lake.files import added, changed
from levada.lake.gains import preserves
from levada.lake.marks import Mark
from levada.lake.replacing import Replaced, Target, interval_of, target
from levada.lake.snapshots import Fork
from levada.lake.visibility import dropped, without
from levada.plan.tables import BY_KEY, Table


def rebased(lake: Lake, table: Table, draft: Draft, mark: Mark) -> Draft | None:
    """The same rows as a draft on a fresh branch; None where what others did may touch what this draft replaces.

    Rewrites that preserved the rows never do; an append replaces nothing, so nothing touches it. Rows that came by new
    keys stay new beside files that lie apart; others have to be looked for again, and what another engine built upon a
    snapshot is built again."""
    existing = lake.table(table.name)
    if marks.BUILT in snapshot_marks(snapshot_of(draft, existing.metadata)):
        return None
    schema, number, written = _written(existing, draft)
    by_key = table.strategy in BY_KEY
    if by_key and not _only_new(existing, draft, written):
        return None
    gone = dropped(snapshot_of(draft, existing.metadata))
    if joined(existing.metadata, schema, without(existing.metadata, gone)) is None:
        return None

    def staged(now: IcebergTable) -> Schema:
        if (both := joined(now.metadata, schema, without(now.metadata, gone))) is None:
            raise Retryable(f"{table.name}: others keep adding the same columns: try again")
        return both

    fork = branches.fork(lake, table.name, draft.branch, staged)
    if not _free(table, mark, draft, fork, written):
        return None
    return put(lake, table, mark, fork, written, number,
               Replaced() if by_key else replaced(table, mark, fork, written))  # fmt: skip


def _written(existing: IcebergTable, draft: Draft) -> tuple[Schema, UUID, tuple[DataFile, ...]]:
    """A draft's schema, and the files with its own rows (not those that hold what stayed of others)."""
    snapshot = snapshot_of(draft, existing.metadata)
    number = snapshot_marks(snapshot)[marks.WRITTEN]
    files = tuple(file for file in added(existing, draft.head) if number in file.file_path)
    schema_id = existing.metadata.current_schema_id if snapshot.schema_id is None else snapshot.schema_id
    return existing.schemas()[schema_id], UUID(number), files


def _only_new(existing: IcebergTable, draft: Draft, written: tuple[DataFile, ...]) -> bool:
    """Whether none of a draft's keys was there."""
    own = {file.file_path for file in written}
    return not draft.unchanged and all(file.file_path in own for file in changed(existing, draft.head))


def _free(table: Table, mark: Mark, draft: Draft, fork: Fork, written: tuple[DataFile, ...]) -> bool:
    """Whether nobody has touched, since the draft began, what it replaces."""
    if table.strategy == "append":
        return True
    line = between(fork.table.metadata, draft.fork, fork.start)
    if line is None:
        return False
    touch = _touch(table, mark, fork, written)
    theirs = (snapshot for snapshot in line if not preserves(snapshot))
    return all(touch(file) == "none" for snapshot in theirs for file in changed(fork.table, snapshot.snapshot_id))


def _touch(table: Table, mark: Mark, fork: Fork, written: tuple[DataFile, ...]) -> Target:
    """What a draft does to a file, or, going by keys, may have to do."""
    schema = fork.table.schema()
    if table.strategy in BY_KEY:
        keys = tuple(schema.find_field(name) for name in table.unique_key)
        return lambda file: "none" if apart(file, written, keys) else "some"
    return target(table, interval_of(table, mark, schema), written, fork.table.metadata.default_spec_id)
