"""What another engine has built becomes a draft: one snapshot of ours upon its own, which every reader reads alike."""

from uuid import UUID, uuid4

from pyiceberg.manifest import DataFile
from pyiceberg.schema import Schema
from pyiceberg.table import Table as IcebergTable
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.refs import MAIN_BRANCH
from pyiceberg.table.snapshots import Snapshot

from levada.errors import Retryable
from levada.lake import branches, marks, protocol
from levada.lake.ancestry import head, main, schema_of
from levada.lake.building import Mine, layout, since
from levada.lake.catalogue import Lake
from levada.lake.composition import summary
from levada.lake.draft import Draft, snapshot_marks
from levada.lake.evolution import refuse_changes
from levada.lake.files import brought, has_deletes
from levada.lake.folding import folded
from levada.lake.layout import refuse_other_partitions
from levada.lake.marks import Mark
from levada.lake.promises import promised
from levada.lake.races import retried
from levada.lake.snapshots import Change, Fork, add, view
from levada.plan.tables import Table


def taken(lake: Lake, table: Table, mark: Mark, began: int | None, mine: Mine) -> Draft:
    """A draft of what a build has left on `main` of an adopted table. `began`: the published snapshot that it began
    with; None: there was no table. `mine`: which snapshots are that build's.

    Rows that delete files take away are not in the draft's data files, and no delete file is left.

    Raises:
        Retryable: another run has published, or built, meanwhile.
        Permanent: nothing was built, or its columns or partitions are not what was promised.
    """
    existing = lake.table(table.name)
    metadata = existing.metadata
    start, at = main(metadata), head(metadata, MAIN_BRANCH)
    assert start is not None, "an adopted table has a published snapshot"
    assert at is not None, "and something was built in it"
    if began not in (None, start):
        raise Retryable(f"{table.name}: another run has published while {mark.step} built upon it: try again")
    line = since(metadata, start, mine)
    fork, number = _fork(lake, table, mark.branch, at), uuid4()
    written, gone, staying = _files(existing, fork, table, line, number)
    grown = not line or line[-1].parent_snapshot_id == start
    overwrites = has_deletes(existing, at) or not (grown or _is_empty(metadata, start))
    said = summary(mark, start, number, written, 0, grown) | {marks.BUILT: "true", marks.LAYOUT: layout(metadata)}
    made = add(lake, table.name, fork, Change(gone, staying, said, overwrites))
    rows, size = int(said[marks.ROWS]), int(said[marks.BYTES])
    return Draft(table.name, mark.branch, start, made, rows, size, len(written))


def _files(
    existing: IcebergTable, fork: Fork, table: Table, line: tuple[Snapshot, ...], number: UUID
) -> tuple[tuple[DataFile, ...], tuple[DataFile, ...], tuple[DataFile, ...]]:
    """The files with the rows that a build has brought; those of all that lose rows to delete files; and new ones with
    what these keep."""
    own = tuple(brought(existing, fork.start, frozenset(snapshot.snapshot_id for snapshot in line)))
    gone, staying = folded(fork.table, table, fork.start, frozenset(file.file_path for file in own), number)
    lost = {file.file_path for file in gone}
    written = [file for file in own if file.file_path not in lost]
    written += [file for file in staying if str(number) in file.file_path]
    return tuple(written), gone, staying


def _fork(lake: Lake, table: Table, branch: str, at: int) -> Fork:
    """The draft's branch, at what was built, seen with the columns that were promised."""

    def attempt() -> Fork:
        existing = lake.table(table.name)
        metadata = existing.metadata
        schema = _columns(table, metadata)
        if table.partitioning:
            refuse_other_partitions(table, metadata)
        required = (
            protocol.same_table(metadata),
            protocol.same_columns_ever(metadata),
            protocol.stands_at(MAIN_BRANCH, at),
            protocol.stands_at(branch, head(metadata, branch)),
        )
        changes = [protocol.point(metadata, branch, at, branches.limit(metadata, at))]
        if schema.schema_id not in {known.schema_id for known in metadata.schemas}:
            changes.append(protocol.add_schema(schema))
        made = lake.catalog.commit_table(existing, required, tuple(changes))
        known = IcebergTable(existing.name(), made.metadata, made.metadata_location, existing.io, existing.catalog)
        return Fork(view(known, schema.schema_id), branch, at)

    return retried(table.name, attempt)


def _columns(table: Table, metadata: TableMetadata) -> Schema:
    """The columns as they were built, wider where that was promised."""
    schema = promised(table, metadata)
    published = main(metadata)
    before = None if published is None or _is_birth(metadata, published) else schema_of(metadata, published)
    if before is not None:
        new = [field for field in schema.fields if field.name not in before.column_names]
        refuse_changes(table, before, schema, new)
    return schema


def _is_empty(metadata: TableMetadata, snapshot_id: int) -> bool:
    """Whether a state has no files: what replaces nothing takes nothing away."""
    said = next(snapshot_marks(s) for s in metadata.snapshots if s.snapshot_id == snapshot_id)
    return said.get("total-data-files") == "0"


def _is_birth(metadata: TableMetadata, snapshot_id: int) -> bool:
    return any(s.snapshot_id == snapshot_id and marks.RUN not in snapshot_marks(s) for s in metadata.snapshots)
