"""How a table's rows lie: partitions and order."""

from collections.abc import Sequence

import pyarrow as pa
from pyiceberg.partitioning import PartitionField, PartitionSpec
from pyiceberg.schema import Schema
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.sorting import NullOrder, SortDirection, SortField, SortOrder
from pyiceberg.transforms import BucketTransform, IdentityTransform, Transform, TruncateTransform, parse_transform
from pyiceberg.types import BinaryType, DoubleType, FloatType, TimeType, UUIDType

from levada.errors import Permanent
from levada.plan.tables import Table

FIRST_FIELD = 1000
"""Where Iceberg begins to number partition fields."""

UNKEPT = {
    (IdentityTransform, FloatType), (IdentityTransform, DoubleType), (IdentityTransform, UUIDType),
    (TruncateTransform, BinaryType), (BucketTransform, TimeType),
}  # fmt: skip
"""Partitions that Iceberg has and pyiceberg does not: of the first two it loses digits, the others it cannot write."""


def partition_spec(table: Table, schema: Schema) -> PartitionSpec:
    """The plan's partitioning over the columns of a schema."""
    fields = []
    for number, said in enumerate(table.partitioning, start=FIRST_FIELD):
        transform = parse_transform(said.transform)
        source = _column(table, schema, said.column)
        kind = schema.find_type(source)
        if not transform.can_transform(kind) or (type(transform), type(kind)) in UNKEPT:
            raise Permanent(
                f"{table.name}: column {said.column} is {kind}, and such tables cannot be partitioned by its "
                f"{said.transform}: partition by another column, or otherwise"
            )
        fields.append(PartitionField(source, number, transform, _name(said.column, transform)))
    return PartitionSpec(*fields)


def sort_order(table: Table, schema: Schema) -> SortOrder:
    """The plan's order over the columns of a schema; nulls come last."""
    fields = [
        SortField(
            _column(table, schema, said.column),
            IdentityTransform(),
            SortDirection.DESC if said.descending else SortDirection.ASC,
            NullOrder.NULLS_LAST,
        )
        for said in table.sort_order
    ]
    return SortOrder(*fields)


def sorted_rows(table: Table, rows: pa.Table) -> pa.Table:
    """Rows in the plan's order: pyiceberg keeps a table's order, but does not apply it."""
    if not table.sort_order:
        return rows
    return rows.sort_by([(said.column, "descending" if said.descending else "ascending") for said in table.sort_order])


def refuse_other_partitions(table: Table, metadata: TableMetadata) -> None:
    """A table's partitioning is what it was made with, in this release."""
    names = {field.field_id: field.name for field in metadata.schema().fields}
    is_now = [(names.get(field.source_id), str(field.transform)) for field in metadata.spec().fields]
    said = [(field.column, str(parse_transform(field.transform))) for field in table.partitioning]
    if is_now != said:
        raise Permanent(
            f"{table.name}: it is partitioned by {_listed(is_now)}, and the spec says {_listed(said)}: say what it was "
            f"made with, or give the dataset another name"
        )


def _column(table: Table, schema: Schema, name: str) -> int:
    if name not in schema.column_names:
        raise Permanent(f"{table.name}: there is no column {name} to partition or sort by: name one of its columns")
    return schema.find_field(name).field_id


def _name(column: str, transform: Transform) -> str:  # type: ignore[type-arg]
    match transform:
        case IdentityTransform():
            return column
        case BucketTransform():
            return f"{column}_bucket"
        case TruncateTransform():
            return f"{column}_trunc"
    return f"{column}_{transform}"


def _listed(fields: Sequence[tuple[str | None, str]]) -> str:
    return ", ".join(f"{transform}({column})" for column, transform in fields) or "nothing"
