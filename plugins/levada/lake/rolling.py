"""Rows become files of an unpartitioned table, piece by piece: one piece is written while the next is made."""

import itertools
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID

import pyarrow as pa
from pyiceberg.io import OutputFile
from pyiceberg.io.fileformat import FileFormatFactory, FileFormatWriter
from pyiceberg.io.pyarrow import schema_to_pyarrow
from pyiceberg.manifest import DataFile, DataFileContent, FileFormat
from pyiceberg.schema import sanitize_column_names
from pyiceberg.table import Table as IcebergTable
from pyiceberg.table import TableProperties
from pyiceberg.typedef import Record
from pyiceberg.utils.properties import property_as_int

PIECE = 32 * 2**20
"""Bytes of rows, in Arrow's memory, that are written at a time; each is a row group."""
FILE = 128 * 2**20
"""Bytes of rows, in Arrow's memory, that a file holds, where the table does not say."""


@dataclass(slots=True)
class Growing:
    """A data file that takes rows until it is closed."""

    output: OutputFile
    writer: FileFormatWriter
    spec_id: int
    size: int = 0

    def add(self, piece: pa.Table) -> None:
        self.writer.write(piece)
        self.size += piece.nbytes

    def abandon(self) -> None:
        """Let go of a file that will never be whole: while it is open, the disk has no room for others."""
        with suppress(Exception):
            self.writer.close()

    def close(self) -> DataFile:
        statistics = self.writer.close()
        return DataFile.from_args(
            content=DataFileContent.DATA,
            file_path=self.output.location,
            file_format=FileFormat.PARQUET,
            partition=Record(),
            file_size_in_bytes=len(self.output),
            sort_order_id=None,
            spec_id=self.spec_id,
            equality_ids=None,
            key_metadata=None,
            **statistics.to_serialized_dict(),
        )


def rolled(view: IcebergTable, pieces: Iterable[pa.Table], write: UUID) -> Iterator[DataFile]:
    """Write rows to files, each of which has the write's number in its name."""
    columns = sanitize_column_names(view.schema())
    target = schema_to_pyarrow(columns, include_field_ids=True)
    names, full = (f"00000-{number}-{write}.parquet" for number in itertools.count()), _full(view)
    growing: Growing | None = None
    with ThreadPoolExecutor(1) as writer:
        pending: Future[None] | None = None
        try:
            for piece in pieces:
                if pending:
                    pending.result()
                if growing and growing.size >= full:
                    yield growing.close()
                    growing = None
                growing = growing or _begun(view, next(names))
                labelled = [_labelled(values, kind) for values, kind in zip(piece.columns, target.types, strict=True)]
                pending = writer.submit(growing.add, pa.Table.from_arrays(labelled, schema=target))
            if pending and growing:
                pending.result()
                yield growing.close()
        except BaseException:
            if growing:
                writer.submit(growing.abandon).result()
            raise


def _labelled(values: pa.ChunkedArray, kind: pa.DataType) -> pa.ChunkedArray:
    """Values whose inner fields are called as in the file. A cast would look for them by name, and find nulls."""
    if not pa.types.is_nested(kind):
        return values
    return pa.chunked_array([chunk.view(kind) for chunk in values.chunks], kind)


def _begun(view: IcebergTable, name: str) -> Growing:
    output = view.io.new_output(view.location_provider().new_data_location(name))
    model = FileFormatFactory.get(FileFormat.PARQUET)
    columns = sanitize_column_names(view.schema())
    return Growing(output, model.create_writer(output, columns, view.properties), view.metadata.default_spec_id)


def _full(view: IcebergTable) -> int:
    size = property_as_int(view.properties, TableProperties.WRITE_TARGET_FILE_SIZE_BYTES, FILE)
    assert size is not None
    return size
