"""Read a CSV file as the contract's columns, by name."""

from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import pyarrow as pa

from levada.engines.files.csv_faults import Original, explained
from levada.engines.files.dialect import Dialect
from levada.engines.files.guard import Guard, guard
from levada.engines.files.matching import Promised
from levada.engines.files.records import body, header
from levada.engines.files.scan import Scan, rows
from levada.engines.files.text import codec, recoded
from levada.errors import Permanent

READY = ("utf-8", "utf-8-sig")
"""What DuckDB reads by itself."""


def batches(
    connection: duckdb.DuckDBPyConnection, file: str, path: Path, dialect: Dialect, promised: Promised, scratch: Path
) -> Iterator[pa.RecordBatch]:
    """The file's rows, as they stand in it.

    Raises:
        Permanent: the file is empty, a required column is missing, or a row cannot be read: file, line, column, value.
    """
    _zoneless(dialect, promised)
    encoding = codec(path, dialect.encoding)
    names = columns(file, path, dialect) or list(promised.types)
    promised.matched(file, names)
    hidden = guard(promised.table, names)
    plain = _plain(file, path, encoding, dialect, scratch, hidden)
    scan = Scan(file, names, dialect.relation(plain, len(names)), promised.types, dialect.notation, hidden)
    original = Original(path, encoding, dialect, len(names))
    yield from rows(connection, scan, promised.schema, lambda error: explained(connection, scan, original, error))
    if plain != path:
        plain.unlink()


def columns(file: str, path: Path, dialect: Dialect) -> list[str]:
    """The columns that a file's header names; none, if it has no header."""
    return header(file, path, codec(path, dialect.encoding), dialect) if dialect.header else []


def _plain(file: str, path: Path, encoding: str, dialect: Dialect, scratch: Path, hidden: Guard) -> Path:
    """The file, or a copy of it, as DuckDB can read it."""

    def change(lines: Iterable[str]) -> Iterator[str]:
        return body(lines, dialect)

    if dialect.comment or dialect.skip:
        return recoded(file, path, encoding, scratch, hidden, change)
    return path if encoding in READY else recoded(file, path, encoding, scratch, hidden)


def _zoneless(dialect: Dialect, promised: Promised) -> None:
    """A format with a zone, for columns that have none: the zone would be lost."""
    if "%z" in dialect.notation.timestamp_format:
        names = [name for name, kind in promised.types.items() if kind == "TIMESTAMP"]
        if names:
            raise Permanent(
                f"timestamp_format has a zone (%z), and {', '.join(names)} of {promised.table.name} has none: give the "
                f"column one in the contract"
            )
