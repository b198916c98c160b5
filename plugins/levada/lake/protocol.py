"""The sentences of Iceberg's commit protocol that we use: what must hold, and what then changes."""

from pyiceberg.partitioning import PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.refs import MAIN_BRANCH
from pyiceberg.table.sorting import SortOrder
from pyiceberg.table.update import (
    AddPartitionSpecUpdate,
    AddSchemaUpdate,
    AddSortOrderUpdate,
    AssertCurrentSchemaId,
    AssertLastAssignedFieldId,
    AssertRefSnapshotId,
    AssertTableUUID,
    RemovePropertiesUpdate,
    RemoveSnapshotRefUpdate,
    SetCurrentSchemaUpdate,
    SetDefaultSortOrderUpdate,
    SetDefaultSpecUpdate,
    SetPropertiesUpdate,
    SetSnapshotRefUpdate,
    TableRequirement,
    TableUpdate,
)

from levada.lake.marks import PUBLISHED

JUST_ADDED = -1
"""The schema, partitioning or order that the same commit has made known, whatever number it was given."""


def same_table(metadata: TableMetadata) -> TableRequirement:
    """It was not dropped and made again."""
    return AssertTableUUID(uuid=metadata.table_uuid)


def stands_at(branch: str, snapshot_id: int | None) -> TableRequirement:
    """A branch is where we saw it; None: there is no such branch."""
    return AssertRefSnapshotId.model_validate({"ref": branch, "snapshot-id": snapshot_id})


def same_schema(metadata: TableMetadata) -> TableRequirement:
    """Nobody has made another schema the current one."""
    return AssertCurrentSchemaId.model_validate({"current-schema-id": metadata.current_schema_id})


def same_columns_ever(metadata: TableMetadata) -> TableRequirement:
    """Nobody has given out column numbers, not even to a schema that waits."""
    return AssertLastAssignedFieldId.model_validate({"last-assigned-field-id": metadata.last_column_id})


def point(metadata: TableMetadata, branch: str, snapshot_id: int, max_ref_age_ms: int | None = None) -> TableUpdate:
    """A branch points at a snapshot, or the tag that readers follow: with a tag they see the columns that the snapshot
    was made with. Limits that it has stay: an update that does not repeat them drops them."""
    said: dict[str, object] = {"max-ref-age-ms": max_ref_age_ms}
    if branch in (MAIN_BRANCH, PUBLISHED) and (ref := metadata.refs.get(branch)):
        said = ref.model_dump(by_alias=True, exclude_none=True)
    kind = "tag" if branch == PUBLISHED else "branch"
    return SetSnapshotRefUpdate.model_validate(said | {"ref-name": branch, "type": kind, "snapshot-id": snapshot_id})


def lay_out(spec_id: int, order_id: int) -> list[TableUpdate]:
    """A known partitioning and order become those of what is written from now on."""
    return [
        SetDefaultSpecUpdate.model_validate({"spec-id": spec_id}),
        SetDefaultSortOrderUpdate.model_validate({"sort-order-id": order_id}),
    ]


def lay_anew(metadata: TableMetadata, spec: PartitionSpec, order: SortOrder) -> list[TableUpdate]:
    """A partitioning and an order become known, if they are not, and those of what is written from now on."""
    known = next((one.spec_id for one in metadata.partition_specs if one.fields == spec.fields), None)
    ordered = next((one.order_id for one in metadata.sort_orders if one.fields == order.fields), None)
    new: list[TableUpdate] = []
    if known is None:
        new.append(AddPartitionSpecUpdate.model_validate({"spec": spec}))
    if ordered is None:
        new.append(AddSortOrderUpdate.model_validate({"sort-order": order}))
    return [*new, *lay_out(JUST_ADDED if known is None else known, JUST_ADDED if ordered is None else ordered)]


def forget(branch: str) -> TableUpdate:
    """A branch goes; its snapshots stay until they are expired."""
    return RemoveSnapshotRefUpdate.model_validate({"ref-name": branch})


def add_schema(schema: Schema) -> TableUpdate:
    """A schema becomes known, and waits."""
    return AddSchemaUpdate.model_validate({"schema": schema})


def use_schema(schema_id: int) -> TableUpdate:
    """A known schema becomes everybody's."""
    return SetCurrentSchemaUpdate.model_validate({"schema-id": schema_id})


def say(properties: dict[str, str]) -> TableUpdate:
    return SetPropertiesUpdate(updates=properties)


def unsay(properties: list[str]) -> TableUpdate:
    return RemovePropertiesUpdate(removals=properties)
