"""Moving `main`, and with it everything that must never disagree with it: one commit, or none."""

from dataclasses import dataclass

from pyiceberg.table import Table
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.refs import MAIN_BRANCH, SnapshotRefType
from pyiceberg.table.update import (
    AssertCurrentSchemaId,
    AssertRefSnapshotId,
    AssertTableUUID,
    RemovePropertiesUpdate,
    RemoveSnapshotRefUpdate,
    SetCurrentSchemaUpdate,
    SetPropertiesUpdate,
    SetSnapshotRefUpdate,
    TableRequirement,
    TableUpdate,
)

from levada.lake.ancestry import main
from levada.lake.catalogue import Lake
from levada.lake.marks import LEDGER


@dataclass(frozen=True, slots=True)
class Published:
    """What readers see since: `snapshot` instead of `previous`; what that added; how often it had to be redone."""

    dataset: str
    snapshot: int
    previous: int | None
    rows: int = 0
    bytes: int = 0
    files: int = 0
    rebased: int = 0


def move(
    lake: Lake, table: Table, to: int, ledger: str | None, branch: str | None = None, properties: dict[str, str] | None = None
) -> None:
    """Let readers see a snapshot, provided that they see now what `table` says.

    `ledger`: the name of the file that counts from then on. `branch`: the draft's, which goes. A column that was
    staged for the snapshot becomes visible.

    Raises:
        CommitFailedException: somebody was faster."""
    metadata = table.metadata
    requirements: tuple[TableRequirement, ...] = (
        AssertTableUUID(uuid=metadata.table_uuid),
        AssertRefSnapshotId(ref=MAIN_BRANCH, snapshot_id=main(metadata)),
        AssertCurrentSchemaId(current_schema_id=metadata.current_schema_id),
    )
    updates: tuple[TableUpdate, ...] = (_main(metadata, to), _ledger(metadata, to, ledger))
    if schema_id := staged(metadata, to):
        updates += (SetCurrentSchemaUpdate(schema_id=schema_id),)
    if properties:
        updates += (SetPropertiesUpdate(updates=properties),)
    if branch:
        requirements += (AssertRefSnapshotId(ref=branch, snapshot_id=to),)
        updates += (RemoveSnapshotRefUpdate(ref_name=branch),)
    lake.catalog.commit_table(table, requirements, updates)


def staged(metadata: TableMetadata, snapshot_id: int) -> int | None:
    """The schema to make the current one: a snapshot's, if it has all the current columns and more."""
    ids = _columns(metadata, snapshot_id)
    return _schema_id(metadata, snapshot_id) if ids > metadata.schema().field_ids else None


def fits(metadata: TableMetadata, snapshot_id: int) -> bool:
    """Whether a snapshot's columns and the current ones are not at odds: one of them has all of the other's."""
    ids, current = _columns(metadata, snapshot_id), metadata.schema().field_ids
    return ids >= current or ids <= current


def _columns(metadata: TableMetadata, snapshot_id: int) -> set[int]:
    schema_id = _schema_id(metadata, snapshot_id)
    return next((schema.field_ids for schema in metadata.schemas if schema.schema_id == schema_id), set())


def _schema_id(metadata: TableMetadata, snapshot_id: int) -> int | None:
    return next((s.schema_id for s in metadata.snapshots if s.snapshot_id == snapshot_id), None)


def _main(metadata: TableMetadata, to: int) -> SetSnapshotRefUpdate:
    """`main` keeps its limits: an update that does not repeat them would drop them."""
    ref = metadata.refs[MAIN_BRANCH]
    return SetSnapshotRefUpdate(
        ref_name=MAIN_BRANCH,
        type=SnapshotRefType.BRANCH,
        snapshot_id=to,
        max_ref_age_ms=ref.max_ref_age_ms,
        max_snapshot_age_ms=ref.max_snapshot_age_ms,
        min_snapshots_to_keep=ref.min_snapshots_to_keep,
    )


def _ledger(metadata: TableMetadata, to: int, name: str | None) -> TableUpdate:
    if name:
        return SetPropertiesUpdate(updates={LEDGER: f"{to} {name}"})
    return RemovePropertiesUpdate(removals=[LEDGER] if LEDGER in metadata.properties else [])
