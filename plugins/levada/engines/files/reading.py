"""Reading landed files: each by its format, none of which may change meanwhile."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

import duckdb
import pyarrow as pa

from levada.engines.files import csv, jsonl, parquet
from levada.engines.files.dialect import Dialect
from levada.engines.files.landing import Landed
from levada.engines.files.matching import Promised
from levada.engines.files.packing import unpack
from levada.errors import Permanent
from levada.plan.tables import Table

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading:
    """How files are read. `dialect`: of CSV."""

    connection: duckdb.DuckDBPyConnection
    scratch: Path
    format: Literal["csv", "jsonl", "parquet"]
    dialect: Dialect

    def rows(self, files: Iterable[Landed], promised: Promised) -> Iterator[pa.RecordBatch]:
        """Batches of every file, in their order.

        Raises:
            Permanent: something in a file cannot be read: file, line, column, value.
            Retryable: a file was changed meanwhile.
        """
        for landed in files:
            yield from self._all(landed, lambda file, path: self._rows(file, path, promised))
            landed.leave()

    def columns(self, files: Iterable[Landed], table: Table) -> dict[str, pa.DataType]:
        """Every column that any of the files has, and its type; of text formats: text."""
        found: dict[str, pa.DataType] = {}
        for landed in files:
            for name, kind in self._all(landed, lambda file, path: iter(self._columns(file, path, table).items())):
                found.setdefault(name, kind)
        return found

    def _all(self, landed: Landed, what: Callable[[str, Path], Iterator[T]]) -> Iterator[T]:
        """What every file inside a landed one brings."""
        try:
            for file, path in unpack(landed.name, landed.present(), self.format, self.scratch):
                yield from what(file, path)
        except (Permanent, OSError):
            landed.same()  # a file that is still being written is not wrong
            raise
        landed.same()

    def _rows(self, file: str, path: Path, promised: Promised) -> Iterator[pa.RecordBatch]:
        match self.format:
            case "csv":
                return csv.batches(self.connection, file, path, self.dialect, promised, self.scratch)
            case "jsonl":
                return jsonl.batches(self.connection, file, path, promised, self.scratch)
            case "parquet":
                return parquet.batches(file, path, promised)

    def _columns(self, file: str, path: Path, table: Table) -> dict[str, pa.DataType]:
        match self.format:
            case "csv":
                return dict.fromkeys(csv.columns(file, path, self.dialect), pa.string())
            case "jsonl":
                return dict.fromkeys(jsonl.columns(self.connection, file, path, table, self.scratch), pa.string())
            case "parquet":
                return parquet.columns(file, path)
