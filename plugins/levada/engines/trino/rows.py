"""The rows of an answer, as they come."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any
from uuid import UUID

import pyarrow as pa

from levada.engines.trino.columns import arrow_type

if TYPE_CHECKING:
    from trino.dbapi import Cursor

ROWS = 65_536


def reader(cursor: "Cursor") -> pa.RecordBatchReader:
    """An answer in batches, as it comes.

    Raises:
        Permanent: it has columns that no table can keep.
    """
    schema = schema_of(cursor)
    return pa.RecordBatchReader.from_batches(schema, _batches(cursor, schema))


def schema_of(cursor: "Cursor") -> pa.Schema:
    """An answer's columns."""
    said = ((column.name, str(column.type_code)) for column in cursor.description or ())
    return pa.schema([(name, arrow_type(name, kind)) for name, kind in said])


def _batches(cursor: "Cursor", schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    while rows := cursor.fetchmany(ROWS):
        columns = zip(zip(*rows, strict=True), schema, strict=True)
        yield pa.record_batch([_array(values, field.type) for values, field in columns], schema)


def _array(values: tuple[Any, ...], kind: pa.DataType) -> pa.Array:
    if kind == pa.uuid():
        stored = [value.bytes if isinstance(value, UUID) else None for value in values]
        return pa.ExtensionArray.from_storage(kind, pa.array(stored, pa.binary(16)))
    return pa.array([_value(value, kind) for value in values] if pa.types.is_nested(kind) else values, kind)


def _value(value: Any, kind: pa.DataType) -> Any:
    """A nested value as Arrow takes it: a row's fields by name, a map as pairs."""
    if value is None:
        return None
    if pa.types.is_struct(kind):
        return {field.name: _value(part, field.type) for field, part in zip(kind, value, strict=True)}
    if pa.types.is_list(kind):
        return [_value(part, kind.value_type) for part in value]
    if pa.types.is_map(kind):
        return [(_value(key, kind.key_type), _value(part, kind.item_type)) for key, part in value.items()]
    return value
