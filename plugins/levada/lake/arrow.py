"""Arrow's types as tables keep them, and rows cast to a table's columns without a loss."""

from collections.abc import Iterable, Iterator
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc
from pyiceberg.io.pyarrow import schema_to_pyarrow
from pyiceberg.schema import Schema

from levada.errors import Permanent
from levada.lake.rounding import Rounded
from levada.plan.privacy import NOT_SHOWN
from levada.plan.tables import CHANGING, SchemaChange, Table

SMALL = {pa.uint8(): pa.int32(), pa.uint16(): pa.int32(), pa.uint32(): pa.int64(), pa.uint64(): pa.decimal128(20, 0),
         pa.float16(): pa.float32(), pa.date64(): pa.date32()}  # fmt: skip

DAYS, MICROSECONDS = (-719_162, 2_932_896), (-62_135_596_800_000_000, 253_402_300_799_999_999)
"""The first and last that Python knows, of the years 1 to 9999, counted from 1970: pyiceberg reads by them."""


def storable(schema: pa.Schema) -> pa.Schema:
    """The nearest schema that a table can have: nanoseconds become microseconds, unsigned numbers wider ones."""
    return pa.schema([pa.field(field.name, _storable(field.type)) for field in schema])


def _storable(kind: pa.DataType) -> pa.DataType:
    if pa.types.is_dictionary(kind):
        return _storable(kind.value_type)
    if pa.types.is_timestamp(kind):
        return pa.timestamp("us", tz="UTC" if kind.tz else None)
    if pa.types.is_time(kind):
        return pa.time64("us")
    if pa.types.is_struct(kind):
        return pa.struct([pa.field(field.name, _storable(field.type)) for field in kind])
    if pa.types.is_list(kind) or pa.types.is_large_list(kind):
        return pa.list_(_storable(kind.value_type))
    if pa.types.is_map(kind):
        return pa.map_(_storable(kind.key_type), _storable(kind.item_type))
    return SMALL.get(kind, kind)


def cast(
    table: Table,
    rows: Iterable[pa.RecordBatch],
    source: pa.Schema,
    schema: Schema,
    change: SchemaChange | None = None,
    rounded: Rounded | None = None,
) -> Iterator[pa.Table]:
    """Rows in the columns of a table, by name and in its order. `change`: whether columns they lack are null, and those
    the table lacks are left out. `rounded` is shown what fractions become.

    Raises:
        Permanent: a column too few or too many, or a value that does not fit its column's type.
    """
    same_columns(table.name, source, schema, change)
    target = schema_to_pyarrow(schema, include_field_ids=False)
    for batch in rows:
        columns = [_column(table, batch, field) for field in target]
        for field, stored in zip(target, columns, strict=True):
            if rounded and field.name in batch.schema.names:
                rounded.look(field.name, batch.column(field.name), stored)
        yield pa.Table.from_arrays(columns, schema=target)


def same_columns(dataset: str, source: pa.Schema, schema: Schema, change: SchemaChange | None) -> None:
    """Refuse rows whose columns are not a table's.

    Raises:
        Permanent: a column too few, too many, or twice.
    """
    missing = [name for name in schema.column_names if "." not in name and name not in source.names]
    extra = [name for name in source.names if name not in schema.column_names]
    doubled = sorted({name for name in source.names if source.names.count(name) > 1})
    if change in ("ignore", *CHANGING):
        missing = []
    if change == "ignore":
        extra = []
    said = [("without", missing), ("with unknown", extra), ("with repeated", doubled)]
    if problems := [f"{word} {', '.join(names)}" for word, names in said if names]:
        raise Permanent(f"{dataset}: rows came {' and '.join(problems)}: let the step return the table's columns")


def _column(table: Table, batch: pa.RecordBatch, field: pa.Field) -> pa.Array:
    if field.name not in batch.schema.names:
        return pa.nulls(batch.num_rows, field.type)
    return _of_years(table, fitted(table, batch.column(field.name), field), field)


def _of_years(table: Table, values: pa.Array, field: pa.Field) -> pa.Array:
    """Raises:
    Permanent: a date or a moment is none of Python's."""
    if pa.types.is_date32(field.type) or pa.types.is_timestamp(field.type):
        kind, (first, last) = (pa.int32(), DAYS) if pa.types.is_date32(field.type) else (pa.int64(), MICROSECONDS)
        found = pc.min_max(values.view(kind)).as_py()
        if found["min"] is not None and (found["min"] < first or found["max"] > last):
            raise Permanent(f"{table.name}: column {field.name} has a day before the year 1 or after 9999: correct it")
    return values


def fitted(table: Table, values: pa.Array, field: pa.Field) -> pa.Array:
    """The values of one column in its table's type.

    Raises:
        Permanent: one does not fit.
    """
    if values.type == field.type:
        return values
    refuse_zone(table, values.type, field)
    try:
        if field.type == pa.uuid() and textual(values.type):
            return uuids(values)
        return pc.cast(values, field.type, safe=not _finer(values.type, field.type))
    except (ValueError, pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
        hidden = table.guards(field.name)
        why = f"Arrow's {NOT_SHOWN}" if hidden else error
        raise Permanent(
            f"{table.name}: column {field.name} is {field.type}, and its rows are {values.type}: {why}; convert them "
            "first"
        ) from (None if hidden else error)


def textual(kind: pa.DataType) -> bool:
    return any(is_kind(kind) for is_kind in (pa.types.is_string, pa.types.is_large_string, pa.types.is_string_view))


def uuids(values: pa.Array) -> pa.Array:
    """Texts that say uuids, as Arrow keeps these.

    Raises:
        ValueError: one says none.
    """
    stored = [None if text is None else UUID(text).bytes for text in values.to_pylist()]
    return pa.ExtensionArray.from_storage(pa.uuid(), pa.array(stored, pa.binary(16)))


def refuse_zone(table: Table, kind: pa.DataType, field: pa.Field) -> None:
    """Moments do not become wall times unasked.

    Raises:
        Permanent: values of that type would."""
    if _zoned(kind) and pa.types.is_timestamp(field.type) and not _zoned(field.type):
        raise Permanent(f"{table.name}: column {field.name} has no time zone, and its rows have: convert them first")


def _zoned(kind: pa.DataType) -> bool:
    return bool(pa.types.is_timestamp(kind) and kind.tz)


def _finer(source: pa.DataType, target: pa.DataType) -> bool:
    """Nanoseconds are cut to microseconds: that loss is the table's nature, not a mistake."""
    times = (pa.types.is_timestamp, pa.types.is_time)
    return any(is_kind(source) and is_kind(target) for is_kind in times)
