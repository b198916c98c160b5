"""Which data files may hold a key that arrives: unless their bounds or their bucket say that they cannot."""

from typing import Any

import duckdb
import pyarrow as pa
from pyiceberg.io.pyarrow import schema_to_pyarrow
from pyiceberg.manifest import DataFile
from pyiceberg.schema import Schema
from pyiceberg.table import Table as IcebergTable
from pyiceberg.transforms import BucketTransform
from pyiceberg.types import NestedField

from levada.lake.arrivals import ARRIVING, column, value
from levada.lake.bounds import bounds
from levada.lake.files import live


def candidates(
    connection: duckdb.DuckDBPyConnection, view: IcebergTable, start: int, keys: tuple[NestedField, ...]
) -> tuple[DataFile, ...]:
    """The files of a snapshot that may hold keys of the view `ARRIVING`."""
    files = tuple(live(view, start))
    for field in keys:
        files = _by_bounds(connection, files, field)
    for number, part in enumerate(view.spec().fields):
        field = view.schema().find_field(part.source_id)
        if isinstance(part.transform, BucketTransform) and field in keys:
            taken = _buckets(connection, part.transform, field)
            files = tuple(
                file for file in files if file.spec_id != view.spec().spec_id or file.partition[number] in taken
            )
    return files


def _by_bounds(
    connection: duckdb.DuckDBPyConnection, files: tuple[DataFile, ...], field: NestedField
) -> tuple[DataFile, ...]:
    """For each file, the least key that is not below its least: it must not be above its greatest."""
    pairs = [bounds(file, field) for file in files]
    known = [(number, *pair) for number, pair in enumerate(pairs) if pair]
    if not known:
        return files
    numbers, lows, highs = zip(*known, strict=True)
    told = pa.table({"number": pa.array(numbers), "low": _array(lows, field), "high": _array(highs, field)})
    keys = f"SELECT DISTINCT {column(field)} AS key FROM {ARRIVING}"
    connection.register("bounds", told)
    met = connection.execute(
        f"SELECT number FROM bounds ASOF JOIN ({keys}) AS keys ON bounds.low <= keys.key WHERE keys.key <= bounds.high"
    ).fetchall()
    connection.unregister("bounds")
    may = {number for (number,) in met} | {number for number, pair in enumerate(pairs) if not pair}
    return tuple(file for number, file in enumerate(files) if number in may)


def _array(values: tuple[Any, ...], field: NestedField) -> pa.Array:
    """Bounds as values of their column: Iceberg writes moments as numbers."""
    kind = schema_to_pyarrow(Schema(field)).field(0).type
    if isinstance(values[0], int):
        return pa.array(values, pa.int32() if kind.bit_width == 32 else pa.int64()).cast(kind)
    return pa.array(values, kind)


def _buckets(connection: duckdb.DuckDBPyConnection, transform: Any, field: NestedField) -> set[int]:
    """The buckets that the keys of a column lie in."""
    into = transform.pyarrow_transform(field.field_type)
    kind = schema_to_pyarrow(Schema(field)).field(0).type
    found: set[int] = set()
    for batch in connection.sql(f"SELECT DISTINCT {value(field)} FROM {ARRIVING}").to_arrow_reader(65_536):
        found.update(into(batch.column(0).cast(kind)).unique().to_pylist())
    return found
