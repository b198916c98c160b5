"""Which line of a CSV file cannot be read, and why: looked for only when reading has failed."""

from pathlib import Path

import duckdb

from levada.engines.embedded.files.dialect import Dialect, numbered
from levada.engines.embedded.files.faults import SHOWN, said, shown, word
from levada.engines.embedded.files.scan import Scan
from levada.errors import Permanent


def explained(connection: duckdb.DuckDBPyConnection, scan: Scan, dialect: Dialect, error: Exception) -> Permanent:
    """The error to raise for the first row that cannot be read."""
    try:
        text = _undecodable(scan.path) or _uneven(scan, dialect) or _value(connection, scan, dialect)
    except duckdb.Error:
        text = None
    return said(scan.file, text, error)


def _undecodable(path: Path) -> str | None:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                return f"line {number}: not UTF-8 at byte {error.start + 1}: {line[:SHOWN]!r}"
    return None


def _uneven(scan: Scan, dialect: Dialect) -> str | None:
    """A row with too many or too few values."""
    with scan.path.open(encoding="utf-8-sig", newline="") as lines:
        for _, line, values in numbered(lines, dialect):
            if len(values) != len(scan.names):
                row = shown(dialect.delimiter.join(values))
                return f"line {line}: {len(values)} values for {len(scan.names)} columns: {row}"
    return None


def _value(connection: duckdb.DuckDBPyConnection, scan: Scan, dialect: Dialect) -> str | None:
    """A value that is not of the contract's type."""
    if (found := scan.misfit(connection)) is None:
        return None
    number, name = found
    with scan.path.open(encoding="utf-8-sig", newline="") as lines:
        records = numbered(lines, dialect)
        line, values = next((line, values) for record, line, values in records if record == number)
    value, row = values[scan.names.index(name)], shown(dialect.delimiter.join(values))
    return f"line {line}: column {name} is {value!r}, which is no {word(scan.types[name])}: {row}"
