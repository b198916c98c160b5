"""How a published table's columns may change: what is added, what becomes wider, what is refused by name."""

import itertools

from pyiceberg.schema import Schema, assign_fresh_schema_ids
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.types import DecimalType, DoubleType, FloatType, IcebergType, IntegerType, LongType, NestedField

from levada.errors import Permanent
from levada.lake.dropping import refuse_drops
from levada.lake.marks import DROPPED
from levada.plan.tables import CHANGING, Table

WIDER = {("int", "long"), ("float", "double"), ("int", "double")}
"""Types of rows that a table's wider type takes in without a loss."""


def evolved(table: Table, metadata: TableMetadata, target: Schema) -> Schema:
    """The table's schema if it takes in the target; else the one to stage: with new nullable columns at its end, with
    wider types where `on_schema_change` lets columns change, and without those that no longer arrive where it lets them
    go.

    A schema is table-wide at once: so a new one waits, unused, until a publication makes it the current one.

    Raises:
        Permanent: any other change, all of them named.
    """
    current = metadata.schema()
    new = [field for field in target.fields if field.name not in current.column_names]
    if table.on_schema_change == "ignore" and table.columns is None:
        new = []
    refuse_changes(table, current, target, new)
    kept = _widened(current.fields, target) if table.on_schema_change in CHANGING else current.fields
    if table.on_schema_change == "sync_all_columns":
        refuse_drops(table, metadata, [field.name for field in kept if field.name not in target.column_names])
        kept = tuple(field for field in kept if field.name in target.column_names)
    return current if kept == current.fields and not new else extended(metadata, kept, new)


def extended(metadata: TableMetadata, kept: tuple[NestedField, ...], new: list[NestedField]) -> Schema:
    """A schema of columns that are there, perhaps wider, and new ones: one that is staged already, or a new one with
    numbers nobody has used, not even for a column that has had the name and was dropped."""
    counter = itertools.count(metadata.last_column_id + 1)
    fresh = assign_fresh_schema_ids(Schema(*new), next_id=lambda: next(counter))
    dropped = {int(number) for number in metadata.properties.get(DROPPED, "").split()}
    for staged in metadata.schemas:
        own, others = staged.fields[: len(kept)], staged.fields[len(kept) :]
        again = any(field.field_id in dropped for field in others)
        if own == kept and _shapes(others) == _shapes(fresh.fields) and not again:
            return staged
    return Schema(*kept, *map(_nullable, fresh.fields), schema_id=_next(metadata))


def joined(metadata: TableMetadata, draft: Schema, rest: tuple[NestedField, ...]) -> Schema | None:
    """The `rest` of the current columns with what a draft's has besides: columns, under the numbers its files know them
    by, and wider types.

    None where somebody has meanwhile added a column of the same name."""
    numbers = {field.field_id for field in rest}
    new = [field for field in draft.fields if field.field_id not in numbers]
    if {field.name for field in rest} & {field.name for field in new}:
        return None
    fields = (*_widened(rest, draft), *new)
    same = (known for known in (metadata.schema(), *metadata.schemas) if known.fields == fields)
    return next(same, None) or Schema(*fields, schema_id=_next(metadata))


def takes_in(schema: Schema, other: Schema) -> bool:
    """Whether a schema has all columns of another, each as wide or wider."""
    own = {field.field_id: field.field_type for field in schema.fields}
    return all(
        field.field_id in own
        and (own[field.field_id] == field.field_type or wider(own[field.field_id], field.field_type))
        for field in other.fields
    )


def wider(new: IcebergType, old: IcebergType) -> bool:
    """Whether Iceberg lets a column of the old type become one of the new: files keep what they have."""
    match old, new:
        case (IntegerType(), LongType()) | (FloatType(), DoubleType()):
            return True
        case DecimalType(), DecimalType():
            return new.scale == old.scale and new.precision > old.precision
    return False


def refuse_changes(table: Table, current: Schema, target: Schema, new: list[NestedField]) -> None:
    """What the table's `on_schema_change` does not let happen.

    Raises:
        Permanent: every change that is refused, by name."""
    word, problems = table.on_schema_change, []
    said = {field.name: field.field_type for field in target.fields}
    if word == "fail":
        problems += [f"column {field.name} is new" for field in new]
    if word in (None, "fail"):
        problems += [f"column {field.name} is gone" for field in current.fields if field.name not in said]
    for field in current.fields:
        if field.name in said and not _taken_in(table, said[field.name], field.field_type):
            problems.append(f"column {field.name} was {field.field_type} and is now {said[field.name]}")
    if problems:
        raise Permanent(f"{table.name}: {'; '.join(problems)}. {_cure(table)}")


def _cure(table: Table) -> str:
    if table.on_schema_change in CHANGING:
        return "A type can only become wider: give a changed column another name, or the dataset"
    if table.on_schema_change:
        return f"With on_schema_change: {table.on_schema_change} it is refused; append_new_columns lets tables grow"
    return (
        "A published table only gains columns: give a changed column another name, or the dataset, or say "
        "`on_schema_change`"
    )


def _taken_in(table: Table, new: IcebergType, old: IcebergType) -> bool:
    if _shape(new) == _shape(old):
        return True
    if table.on_schema_change in CHANGING and (wider(new, old) or wider(old, new)):
        return True
    return table.columns is None and (str(new), str(old)) in WIDER


def _widened(current: tuple[NestedField, ...], target: Schema) -> tuple[NestedField, ...]:
    """Columns, those wider that are so in another schema."""
    said = {field.name: field.field_type for field in target.fields}
    return tuple(
        NestedField(field.field_id, field.name, said[field.name], required=field.required, doc=field.doc)
        if field.name in said and wider(said[field.name], field.field_type)
        else field
        for field in current
    )


def _next(metadata: TableMetadata) -> int:
    return max(schema.schema_id for schema in metadata.schemas) + 1


def _shapes(fields: tuple[NestedField, ...]) -> list[tuple[str, str]]:
    return [(field.name, _shape(field.field_type)) for field in fields]


def _shape(kind: IcebergType) -> str:
    """A type without the numbers of the fields inside it."""
    return str(assign_fresh_schema_ids(Schema(NestedField(1, "it", kind, required=False))).fields[0].field_type)


def _nullable(field: NestedField) -> NestedField:
    return NestedField(field.field_id, field.name, field.field_type, required=False, doc=field.doc)
