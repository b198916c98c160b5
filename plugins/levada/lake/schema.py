"""Columns of a plan, of rows and of a table: one becomes the other, or is refused by name."""

import itertools

import pyarrow as pa
from pyiceberg.io.pyarrow import _pyarrow_to_schema_without_ids
from pyiceberg.schema import Schema, assign_fresh_schema_ids
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.types import IcebergType, NestedField

from levada.errors import Permanent
from levada.lake.arrow import storable
from levada.plan.tables import Column, Table

WIDER = {("int", "long"), ("float", "double"), ("int", "double")}
"""Types of rows that a table's wider type takes in without a loss."""


def schema_of(columns: tuple[Column, ...]) -> Schema:
    """Columns of a contract as an Iceberg schema, all of them nullable, numbered from 1."""
    return Schema(
        *(
            NestedField(number, column.name, column.type, required=False, doc=column.description or None)
            for number, column in enumerate(columns, start=1)
        )
    )


def wanted(table: Table, rows: pa.Schema) -> Schema:
    """The schema a table shall have: its contract's; without one, that of its rows.

    Raises:
        Permanent: rows of a type that no table can keep.
    """
    if table.columns is not None:
        return schema_of(table.columns)
    try:
        schema = _pyarrow_to_schema_without_ids(storable(rows))
    except (TypeError, ValueError, NotImplementedError) as error:
        raise Permanent(f"{table.name}: its rows cannot be kept in a table: {error}") from error
    return assign_fresh_schema_ids(schema)


def evolved(table: Table, metadata: TableMetadata, target: Schema) -> Schema:
    """The table's schema if it takes in the target; else the one to stage: with new nullable columns at its end.

    A schema is table-wide at once: so a new one waits, unused, until a publication makes it the current one.

    Raises:
        Permanent: any other change, all of them named.
    """
    current = metadata.schema()
    refuse_changes(table, current, target)
    new = [field for field in target.fields if field.name not in current.column_names]
    return extended(metadata, new) if new else current


def extended(metadata: TableMetadata, new: list[NestedField]) -> Schema:
    """The current schema with new columns: one that is staged already, or a new one with numbers nobody has used."""
    current = metadata.schema()
    counter = itertools.count(metadata.last_column_id + 1)
    fresh = assign_fresh_schema_ids(Schema(*new), next_id=lambda: next(counter))
    for staged in metadata.schemas:
        own, others = staged.fields[: len(current.fields)], staged.fields[len(current.fields) :]
        if own == current.fields and _shapes(others) == _shapes(fresh.fields):
            return staged
    last = max(schema.schema_id for schema in metadata.schemas)
    return Schema(*current.fields, *map(_nullable, fresh.fields), schema_id=last + 1)


def joined(metadata: TableMetadata, draft: Schema) -> Schema | None:
    """The current schema with the columns that a draft's has besides, under the numbers its files know them by.

    None where somebody has meanwhile added a column of the same name."""
    current = metadata.schema()
    new = [field for field in draft.fields if field.field_id not in current.field_ids]
    if not new:
        return current
    if set(current.column_names) & {field.name for field in new}:
        return None
    fields = (*current.fields, *new)
    last = max(schema.schema_id for schema in metadata.schemas)
    return next((known for known in metadata.schemas if known.fields == fields), Schema(*fields, schema_id=last + 1))


def refuse_changes(table: Table, current: Schema, target: Schema) -> None:
    """Only new columns may come."""
    said = {field.name: field.field_type for field in target.fields}
    problems = [f"column {field.name} is gone" for field in current.fields if field.name not in said]
    for field in current.fields:
        if field.name in said and not _taken_in(said[field.name], field.field_type, table.columns is None):
            problems.append(f"column {field.name} was {field.field_type} and is now {said[field.name]}")
    if problems:
        raise Permanent(
            f"{table.name}: {'; '.join(problems)}. A published table only gains columns: give a changed column another "
            f"name, or the dataset"
        )


def _taken_in(new: IcebergType, old: IcebergType, inferred: bool) -> bool:
    return _shape(new) == _shape(old) or (inferred and (str(new), str(old)) in WIDER)


def _shapes(fields: tuple[NestedField, ...]) -> list[tuple[str, str]]:
    return [(field.name, _shape(field.field_type)) for field in fields]


def _shape(kind: IcebergType) -> str:
    """A type without the numbers of the fields inside it."""
    return str(assign_fresh_schema_ids(Schema(NestedField(1, "it", kind, required=False))).fields[0].field_type)


def _nullable(field: NestedField) -> NestedField:
    return NestedField(field.field_id, field.name, field.field_type, required=False, doc=field.doc)
