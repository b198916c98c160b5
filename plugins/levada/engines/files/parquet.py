"""Read a Parquet file as the contract's columns, by name, without losing anything."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from levada.engines.files.guard import Guard, guard
from levada.engines.files.matching import Promised
from levada.errors import Permanent
from levada.lake.arrow import storable, textual, uuids
from levada.lake.rounding import Rounded


def batches(file: str, path: Path, promised: Promised) -> Iterator[pa.RecordBatch]:
    """Batches of the contract's schema.

    Raises:
        Permanent: not Parquet, a column is missing, or a value does not fit the contract's type.
    """
    with _opened(file, path) as parquet:
        there = promised.matched(file, parquet.schema_arrow.names)
        hidden = guard(promised.table, there)
        for batch in parquet.iter_batches(columns=there):
            columns = [_column(file, batch, field, hidden) for field in promised.schema]
            _note_rounded(file, batch, columns, promised)
            yield pa.RecordBatch.from_arrays(columns, schema=promised.schema)


def columns(file: str, path: Path) -> dict[str, pa.DataType]:
    """The columns that a file has, in types that a table can have."""
    with _opened(file, path) as parquet:
        return {field.name: field.type for field in storable(parquet.schema_arrow)}


def _opened(file: str, path: Path) -> pq.ParquetFile:
    try:
        return pq.ParquetFile(path)
    except (pa.ArrowInvalid, OSError) as error:
        raise Permanent(f"{file} is not a whole Parquet file: {error}; land it again") from error


def _column(file: str, batch: pa.RecordBatch, field: pa.Field, hidden: Guard) -> pa.Array:
    if field.name not in batch.schema.names:
        return pa.nulls(batch.num_rows, field.type)
    values = batch.column(field.name)
    if _narrows(values.type, field.type):
        raise Permanent(f"{_told(file, values, field)}: part of each value would be lost")
    try:
        if field.type == pa.uuid() and textual(values.type):  # as pandas and others write them
            return uuids(values)
        return values.cast(field.type)
    except (ValueError, pa.ArrowException) as error:
        raise Permanent(f"{_told(file, values, field)}: {hidden.value(field.name, str(error))}") from None


def _note_rounded(file: str, batch: pa.RecordBatch, columns: list[pa.Array], promised: Promised) -> None:
    rounded = Rounded(promised.table)
    for field, stored in zip(promised.schema, columns, strict=True):
        if field.name in batch.schema.names:
            rounded.look(field.name, batch.column(field.name), stored)
    for name in rounded.lost:
        promised.drift.setdefault(("rounded", name), file)


def _told(file: str, values: pa.Array, field: pa.Field) -> str:
    return f"{file}: column {field.name} is {values.type}, and the contract says {field.type}"


def _narrows(there: pa.DataType, wanted: pa.DataType) -> bool:
    """Casts that Arrow calls safe and that lose digits, a zone or the time of day all the same."""
    if pa.types.is_timestamp(there) and pa.types.is_timestamp(wanted):
        return bool(there.tz and not wanted.tz)
    return bool(pa.types.is_float64(there) and pa.types.is_float32(wanted))
