"""Which line of a CSV file cannot be read, and why: looked for only when reading has failed."""

from pathlib import Path

import duckdb

from levada.engines.embedded.files.casting import faulty
from levada.engines.embedded.files.dialect import column, numbered
from levada.engines.embedded.files.scan import Scan
from levada.errors import Permanent

WORDS = {
    "BIGINT": "integer",
    "DOUBLE": "number",
    "FLOAT": "number",
    "TIMESTAMPTZ": "timestamp",
}
SHOWN = 120
"""Characters of a line that a message shows."""


def explained(connection: duckdb.DuckDBPyConnection, scan: Scan, error: Exception) -> Permanent:
    """The error to raise for the first row that cannot be read."""
    try:
        text = _undecodable(scan.path) or _uneven(scan) or _value(connection, scan)
    except duckdb.Error:
        text = None
    reason = " ".join(str(error).partition("\nPossible ")[0].split())
    return Permanent(f"{scan.file}, {text}" if text else f"{scan.file}: {reason}")


def _undecodable(path: Path) -> str | None:
    with path.open("rb") as lines:
        for number, line in enumerate(lines, 1):
            try:
                line.decode()
            except UnicodeDecodeError as error:
                return f"line {number}: not UTF-8 at byte {error.start + 1}: {line[:SHOWN]!r}"
    return None


def _uneven(scan: Scan) -> str | None:
    """A row with too many or too few values."""
    with scan.path.open(encoding="utf-8-sig", newline="") as lines:
        for _, line, values in numbered(lines, scan.dialect):
            if len(values) != len(scan.names):
                return f"line {line}: {len(values)} values for {len(scan.names)} columns: {_shown(scan, values)}"
    return None


def _value(connection: duckdb.DuckDBPyConnection, scan: Scan) -> str | None:
    """A value that is not of the contract's type."""
    there = {name: column(scan.names.index(name)) for name in scan.types if name in scan.names}
    wrong = {name: faulty(text, scan.types[name]) for name, text in there.items()}
    found = connection.execute(
        f"SELECT number, [{', '.join(wrong.values())}] FROM (SELECT *, row_number() OVER () AS number "
        f"FROM {scan.dialect.scan(scan.path, len(scan.names))}) WHERE {' OR '.join(wrong.values())} LIMIT 1"
    ).fetchall()
    if not found:
        return None
    ((number, flags),) = found
    name = list(wrong)[flags.index(True)]
    with scan.path.open(encoding="utf-8-sig", newline="") as lines:
        records = numbered(lines, scan.dialect)
        line, values = next((line, values) for record, line, values in records if record == number)
    value = values[scan.names.index(name)]
    return f"line {line}: column {name} is {value!r}, which is no {_word(scan.types[name])}: {_shown(scan, values)}"


def _word(kind: str) -> str:
    """A type as a person calls it."""
    return WORDS.get(kind, kind.lower())


def _shown(scan: Scan, values: list[str]) -> str:
    text = scan.dialect.delimiter.join(values)
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
