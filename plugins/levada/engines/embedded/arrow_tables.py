"""The tables of a `python` job: Arrow in, whole or as a stream; out, whatever can be read as Arrow."""

import inspect
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from levada.lake.connection import connect
from levada.lake.stores import given

ROWS = 65_536
STREAM = "RecordBatchReader"
INDEX = re.compile(r"__index_level_\d+__")
"""What a pandas index is called that nobody has named: row numbers, not data."""

VIEWS = {pa.string_view(): pa.string(), pa.binary_view(): pa.binary()}


class ArrowTables:
    """`word` says what a job may return: pandas, polars, DuckDB and others speak the Arrow PyCapsule interface."""

    word = "an Arrow table or reader, or a DataFrame with the Arrow PyCapsule interface (__arrow_c_stream__)"

    def __init__(self, scratch: Path) -> None:
        self.scratch = scratch

    def given(self, query: str, name: str, parameter: inspect.Parameter | None) -> Any:
        """One input as a Table; as a RecordBatchReader if the parameter is annotated so: then memory is bounded."""
        connection = connect(self.scratch, given())  # one for each: streams go on side by side
        reader = connection.sql(query).to_arrow_reader(ROWS)
        return reader if parameter and _is_stream(parameter.annotation) else reader.read_all()

    def fits(self, result: Any) -> bool:
        if isinstance(result, pa.ChunkedArray):
            return False  # it speaks Arrow, and is a column
        return isinstance(result, pa.RecordBatch) or hasattr(result, "__arrow_c_stream__")

    def write(self, result: Any, path: Path) -> str:
        """Rows into a file, batch by batch. Nobody knows where they come from."""
        reader = _reader(result)
        fields = [field for field in reader.schema if not INDEX.fullmatch(field.name)]
        schema = pa.schema([pa.field(field.name, _plain(field.type)) for field in fields])
        with pq.ParquetWriter(path, schema) as file:
            for batch in reader:
                columns = [_cast(batch.column(field.name), field.type) for field in schema]
                file.write_batch(pa.record_batch(columns, schema))
        return ""


def _is_stream(annotation: Any) -> bool:
    """Whether an annotation means a stream; under `from __future__ import annotations` it is text."""
    name = annotation if isinstance(annotation, str) else getattr(annotation, "__name__", "")
    return name.rpartition(".")[2] == STREAM


def _plain(kind: pa.DataType) -> pa.DataType:
    """A type without how it is laid out in memory: Parquet has no views, and no dictionaries of them."""
    if pa.types.is_dictionary(kind):
        return _plain(kind.value_type)
    return VIEWS.get(kind, kind)


def _cast(column: pa.Array, kind: pa.DataType) -> pa.Array:
    if pa.types.is_dictionary(column.type):
        return column.dictionary.cast(kind).take(column.indices)
    return column.cast(kind)


def _reader(result: Any) -> pa.RecordBatchReader:
    if isinstance(result, pa.RecordBatchReader):
        return result  # taken as it is: what its rows' maker raises keeps its traceback
    if isinstance(result, pa.RecordBatch):
        return pa.RecordBatchReader.from_batches(result.schema, [result])
    return pa.RecordBatchReader.from_stream(result)
