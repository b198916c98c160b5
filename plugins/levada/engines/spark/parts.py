"""Files in parts, each read where one of Spark's workers is: by the code that reads files in every engine."""

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pyarrow as pa

from levada.engines.files.dialect import Dialect
from levada.engines.files.landing import Landed
from levada.engines.files.matching import Promised
from levada.engines.files.reading import Reading
from levada.engines.spark.firsts import Firsts
from levada.errors import LevadaError
from levada.lake.connection import connect
from levada.spec.files import Format

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

LEAST, MOST = 4 << 20, 64 << 20
"""Bytes of files that one worker reads in one go; a larger file is a part by itself."""
MEMORY = "1GiB"
"""DuckDB's, in each worker: as many as there are cores work side by side."""
FOLDERS = "SPARK_LOCAL_DIRS"
"""In the environment of Spark's workers: where they may lay down what does not stay."""
NAMED = pa.schema([("file", pa.int64()), ("columns", pa.binary())])
"""The columns of files: a file's number, and an Arrow schema as Arrow sends it."""

Numbered = tuple[int, Landed]
Found = Callable[[Firsts], None]


@dataclass(frozen=True, slots=True)
class Told:
    """What every worker is told, of which nothing is secret. `handed`: the columns that Spark gets. `scratch`: the
    step's, which is there where workers are on this machine. `hidden`: whether some values are not for everyone."""

    parts: tuple[tuple[Numbered, ...], ...]
    format: Format
    dialect: Dialect
    columns: Promised
    handed: pa.Schema
    scratch: Path
    hidden: bool


class Misread(Exception):
    """A file that a worker could not read: its number, the kind of error, and what it says."""

    def __init__(self, number: int, error: Exception, hidden: bool) -> None:
        said = f": {error}" if isinstance(error, LevadaError) or not hidden else ""
        super().__init__(f"file {number}: {type(error).__name__}{said}")


def size(sizes: Iterable[int], workers: int) -> int:
    """Bytes of a part, so that all workers have something to do, and none reads little."""
    return max(LEAST, min(MOST, sum(sizes) // workers))


def parts(files: Iterable[Numbered], size: int) -> Iterator[tuple[Numbered, ...]]:
    """Files in their order, in parts of about that size; none is divided."""
    held: list[Numbered] = []
    bytes_held = 0
    for number, file in files:
        if held and bytes_held + file.source.size > size:
            yield tuple(held)
            held, bytes_held = [], 0
        held.append((number, file))
        bytes_held += file.source.size
    if held:
        yield tuple(held)


def rows(told: Told, store: "AbstractFileSystem | None", part: int, found: Found) -> Iterator[pa.RecordBatch]:
    """The rows of a part's files, in their order. `found` is told in which columns they differ from the contract."""
    for number, file, reading in _opened(told, store, part):
        columns = replace(told.columns, drift={})
        with _numbered(number, told.hidden):
            for batch in reading.rows([file], columns):
                yield pa.RecordBatch.from_arrays(list(map(_handed, batch, told.handed.types)), schema=told.handed)
        found({difference: (number, first) for difference, first in columns.drift.items()})


def columns(told: Told, store: "AbstractFileSystem | None", part: int, found: Found) -> Iterator[pa.RecordBatch]:
    """The columns of each of a part's files, as `NAMED` says."""
    for number, file, reading in _opened(told, store, part):
        with _numbered(number, told.hidden):
            there = pa.schema(reading.columns([file], told.columns.table))
        file.leave()
        yield pa.RecordBatch.from_pylist([{"file": number, "columns": there.serialize().to_pybytes()}], NAMED)


def _opened(told: Told, store: "AbstractFileSystem | None", part: int) -> Iterator[tuple[int, Landed, Reading]]:
    """The files of a part, each with how it is read here."""
    with _scratch(told.scratch) as scratch, connect(scratch, memory=MEMORY) as connection:
        connection.execute("SET threads = 1")  # Spark gives a task one core
        reading = Reading(connection, scratch, told.format, told.dialect)
        for number, file in told.parts[part]:
            yield number, file.elsewhere(store, scratch), reading


def _handed(values: pa.Array, kind: pa.DataType) -> pa.Array:
    """A column as Spark takes it: uuids are texts there."""
    if values.type == pa.uuid():
        return pa.array([None if one is None else str(one) for one in values.to_pylist()], kind)
    return values.cast(kind)


@contextmanager
def _scratch(ours: Path) -> Iterator[Path]:
    """A folder for a part's copies: in the step's scratch, or where Spark's workers have theirs."""
    theirs = os.environ.get(FOLDERS, "").split(",")[0]
    with TemporaryDirectory(prefix="part-", dir=ours if ours.is_dir() else theirs or None) as folder:
        yield Path(folder)


@contextmanager
def _numbered(number: int, hidden: bool) -> Iterator[None]:
    """What cannot be read is known by the number of its file."""
    try:
        yield
    except Exception as error:
        raise Misread(number, error, hidden) from None
