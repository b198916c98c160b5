"""A table that nobody has ever filled may still become another: a first attempt was refused, and the spec corrected."""

import itertools

from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema, assign_fresh_schema_ids
from pyiceberg.table import Table as IcebergTable
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.refs import MAIN_BRANCH
from pyiceberg.table.sorting import SortOrder

from levada.errors import Permanent
from levada.lake import protocol
from levada.lake.ancestry import ancestors, main
from levada.lake.commits import Commit
from levada.lake.evolution import evolved, shape
from levada.lake.layout import partition_spec, refuse_other_partitions, sort_order
from levada.lake.marks import LEDGER
from levada.lake.snapshots import Fork
from levada.plan.tables import Table


def anew(made: IcebergTable, table: Table, schema: Schema, properties: dict[str, str]) -> Commit | None:
    """What gives an unfilled table other columns, partitions and order; None: there is no need, or it may not be.
    Whatever was written for it, and waits on branches, keeps its numbers."""
    metadata = made.metadata
    if not _unfilled(metadata) or _fits(table, metadata, schema):
        return None
    fresh = _numbered(metadata, schema)
    if not _sources(metadata) <= set(fresh.field_ids):  # engines want the column of any partitioning there ever was
        return None
    spec, order = _spec(metadata, table, fresh), _order(metadata, table, fresh)
    required = (
        protocol.same_table(metadata),
        protocol.stands_at(MAIN_BRANCH, main(metadata)),
        protocol.same_schema(metadata),
        protocol.same_columns_ever(metadata),
    )
    changes = (protocol.add_schema(fresh), protocol.use_schema(protocol.JUST_ADDED),
               *protocol.lay_anew(metadata, spec, order), protocol.say(properties))  # fmt: skip
    return Commit(made, required, changes)


def gained(table: Table, fork: Fork) -> tuple[str, ...]:
    """The columns that a draft brings to its table; to one that nobody has filled, those beyond its contract."""
    if table.columns is None or not _unfilled(fork.table.metadata):
        return fork.new
    promised = {column.name for column in table.columns}
    return tuple(field.name for field in fork.table.schema().fields if field.name not in promised)


def _unfilled(metadata: TableMetadata) -> bool:
    """Whether there is nothing but the empty snapshot with which we make a table."""
    line = tuple(ancestors(metadata, main(metadata)))
    empty = all(one.summary is None or one.summary["total-records"] in (None, "0") for one in line)
    return LEDGER not in metadata.properties and len(line) == 1 and empty


def _fits(table: Table, metadata: TableMetadata, schema: Schema) -> bool:
    """Whether a table is, or may become, what is wanted."""
    try:
        refuse_other_partitions(table, metadata)
        evolved(table, metadata, schema)
    except Permanent:
        return False
    return True


def _numbered(metadata: TableMetadata, schema: Schema) -> Schema:
    """The columns that are wanted: those that are there, or were, keep their numbers, all others get new ones."""
    numbers = itertools.count(metadata.last_column_id + 1)
    there = (field for one in metadata.schemas for field in one.fields)
    known = {(field.name, shape(field.field_type)): field for field in there}
    fresh = assign_fresh_schema_ids(schema, next_id=lambda: next(numbers)).fields
    fields = (known.get((field.name, shape(field.field_type)), field) for field in fresh)
    return Schema(*fields, schema_id=max(one.schema_id for one in metadata.schemas) + 1)


def _sources(metadata: TableMetadata) -> set[int]:
    parts = {field.source_id for spec in metadata.partition_specs for field in spec.fields}
    return parts | {field.source_id for order in metadata.sort_orders for field in order.fields}


def _spec(metadata: TableMetadata, table: Table, schema: Schema) -> PartitionSpec:
    """The partitioning that is wanted; its numbers are nobody else's, unless it was there before."""
    wanted = partition_spec(table, schema)
    numbers = itertools.count((metadata.last_partition_id or 0) + 1)
    fields = [PartitionField(one.source_id, next(numbers), one.transform, one.name) for one in wanted.fields]
    there = (spec for spec in metadata.partition_specs if spec.compatible_with(wanted))
    next_id = max(one.spec_id for one in metadata.partition_specs) + 1
    return next(there, None) or PartitionSpec(*fields, spec_id=next_id)


def _order(metadata: TableMetadata, table: Table, schema: Schema) -> SortOrder:
    wanted = sort_order(table, schema)
    return SortOrder(*wanted.fields, order_id=max(one.order_id for one in metadata.sort_orders) + 1)
