"""Which line of a CSV file cannot be read, and why: looked for only when reading has failed."""

import csv
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import duckdb

from levada.engines.files.dialect import Dialect
from levada.engines.files.faults import misfit, said
from levada.engines.files.guard import BENEATH, Guard, shown
from levada.engines.files.records import records, rows
from levada.engines.files.scan import Scan
from levada.engines.files.text import opened, undecodable
from levada.errors import Permanent

LONGEST = 2_000_000
"""Bytes of a record, for DuckDB."""
ENDS = {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}
END = re.compile(r"\r?\n?\Z")


@dataclass(frozen=True, slots=True)
class Original:
    """A file as it lies there, before it was made UTF-8 without comments. `width`: how many columns it has."""

    path: Path
    encoding: str
    dialect: Dialect
    width: int

    def rows(self) -> Iterator[tuple[int, list[str]]]:
        with opened(self.path, self.encoding, "replace") as lines:
            yield from rows(lines, self.dialect, self.width)

    def texts(self) -> Iterator[tuple[int, list[str]]]:
        with opened(self.path, self.encoding, "replace") as lines:
            yield from ((line, text) for line, text, _ in records(lines, self.dialect))


def explained(connection: duckdb.DuckDBPyConnection, scan: Scan, original: Original, error: Exception) -> Permanent:
    """The error to raise for the first row that cannot be read."""
    try:
        text = undecodable(original.path, original.encoding, scan.guard) or _uneven(original, scan.guard)
        text = text or _unclosed(original, scan.guard) or _value(connection, scan, original)
        text = text or _mixed(original.texts()) or _long(original.texts())
    except (duckdb.Error, csv.Error):
        text = _mixed(original.texts()) or _long(original.texts())
    return said(scan.file, text, error, scan.guard)


def _uneven(original: Original, guard: Guard) -> str | None:
    """A row with too many or too few values."""
    for line, values in original.rows():
        if len(values) != original.width:
            row = guard.line(original.dialect.delimiter.join(values))
            columns, cure = f"{original.width} columns", ""
            if original.width == 1:
                columns, cure = "1 column", "; `skip_rows` says how many lines stand above the header"
            return f"line {line}: {len(values)} values for {columns}{cure}{BENEATH}{row}"
    return None


def _value(connection: duckdb.DuckDBPyConnection, scan: Scan, original: Original) -> str | None:
    """A value that is not of the contract's type."""
    if (found := scan.misfit(connection)) is None:
        return None
    row, name = found
    line, values = next(each for number, each in enumerate(original.rows(), 1) if number == row)
    value = scan.guard.value(name, shown(repr(values[scan.names.index(name)])))
    form = original.dialect.notation.format_of(scan.types[name])
    why = misfit(value, scan.types[name], form)
    return f"line {line}: column {name} is {value}, {why}{BENEATH}{_row(scan, original, values)}"


def _row(scan: Scan, original: Original, values: list[str]) -> str:
    """A row of as many values as there are columns."""
    pairs = zip(scan.names, values, strict=True)
    said = (value if value in original.dialect.nulls else scan.guard.value(name, value) for name, value in pairs)
    return shown(original.dialect.delimiter.join(said))


def _unclosed(original: Original, guard: Guard) -> str | None:
    """A quote in the last record that nothing closes: the file is cut off, or the quote stands for itself."""
    last = deque(original.texts(), maxlen=1)
    try:
        for _, text in last:
            deque(original.dialect.reader(text, strict=True), maxlen=0)
    except csv.Error:
        line, text = last[0]
        cure = 'land the whole file, or say quote: "" if nothing is quoted'
        row = guard.line("".join(text).rstrip())
        return f"line {line} opens a quote that nothing closes; {cure}{BENEATH}{row}"
    return None


def _mixed(texts: Iterable[tuple[int, list[str]]]) -> str | None:
    """A line that ends otherwise than the first."""
    first = ""
    for line, text in texts:
        end = END.search(text[-1])[0]  # type: ignore[index]
        first = first or end
        if end and end != first:
            return f"line {line} ends in {ENDS[end]}, and the lines before in {ENDS[first]}: make all ends the same"
    return None


def _long(texts: Iterable[tuple[int, list[str]]]) -> str | None:
    """A record that DuckDB will not hold."""
    for line, text in texts:
        if (size := sum(len(part.encode(errors="replace")) for part in text)) > LONGEST:
            return f"line {line}: a record of {size:,} bytes, and the longest that is read has {LONGEST:,}"
    return None
