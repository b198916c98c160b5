"""How a published table's columns may change: what is added, what becomes wider, what is refused by name."""

import itertools
from collections.abc import Iterator
from dataclasses import replace

from pyiceberg.schema import Schema, assign_fresh_schema_ids
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.types import DecimalType, DoubleType, FloatType, IcebergType, IntegerType, LongType, NestedField

from levada.errors import Permanent
from levada.lake.dropping import refuse_drops
from levada.lake.marks import DROPPED
from levada.plan.tables import CHANGING, SchemaChange, Table

WIDER = {("int", "long"), ("float", "double"), ("int", "double")}
"""Types of rows that a table's wider type takes in without a loss."""
GROWING: SchemaChange = "append_new_columns"
SAY = f"say `on_schema_change: {GROWING}` under the dataset's `write` (of a dbt model, in its config)"
NEW = f"To take in new columns, {SAY}"
GONE = f"Leave columns where they are, in the table too; to fill them with nulls, {SAY}, to drop them, sync_all_columns"
WIDE = f"Leave the type as it was, or {SAY}, which lets it become wider"
NARROW = f"Leave the type as it was, or {SAY}: then the column stays as wide as it is, and takes in the narrower rows"
OTHER = "No published column takes such a type: leave it as it was, or give the column, or the dataset, another name"
"""What helps against a change that is refused."""


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
        Permanent: every change that is refused, by name, and what helps."""
    changes = tuple(_refused(table, current, target, new))
    if changes:
        cures = dict.fromkeys(cure for _, cure in changes)
        raise Permanent(f"{table.name}: {'; '.join(change for change, _ in changes)}. {'. '.join(cures)}")


def _refused(table: Table, current: Schema, target: Schema, new: list[NestedField]) -> Iterator[tuple[str, str]]:
    """Each change, and its cure."""
    said = {field.name: field.field_type for field in target.fields}
    if table.on_schema_change == "fail":
        yield from ((f"column {field.name} is new", NEW) for field in new)
    for field in current.fields:
        if field.name not in said:
            if table.on_schema_change in (None, "fail"):
                yield f"the table has a column {field.name}, and what is to be written has not", GONE
        elif not _taken_in(table, said[field.name], field.field_type):
            change = f"column {field.name} was {field.field_type} and is now {said[field.name]}"
            yield change, _cure(table, said[field.name], field.field_type)


def _cure(table: Table, new: IcebergType, old: IcebergType) -> str:
    """What helps against a change of a type."""
    if not _taken_in(replace(table, on_schema_change=GROWING), new, old):
        return OTHER
    return WIDE if wider(new, old) else NARROW


def _taken_in(table: Table, new: IcebergType, old: IcebergType) -> bool:
    if shape(new) == shape(old):
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
    return [(field.name, shape(field.field_type)) for field in fields]


def shape(kind: IcebergType) -> str:
    """A type without the numbers of the fields inside it."""
    return str(assign_fresh_schema_ids(Schema(NestedField(1, "it", kind, required=False))).fields[0].field_type)


def _nullable(field: NestedField) -> NestedField:
    return NestedField(field.field_id, field.name, field.field_type, required=False, doc=field.doc)
