"""How a CSV file is written, and what its header says."""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from levada.engines.embedded.sql import literal
from levada.errors import Permanent

if TYPE_CHECKING:
    from _csv import Reader


@dataclass(frozen=True, slots=True)
class Dialect:
    """The options of `ingest.files.options`. `quote` empty: nothing is quoted. `null_marker`: the text that means null,
    quoted or not."""

    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'
    null_marker: str = ""
    header: bool = True

    def scan(self, path: Path, width: int) -> str:
        """A DuckDB table function over a file of so many columns, as texts: c0, c1, …"""
        columns = ", ".join(f"{literal(f'c{number}')}: 'VARCHAR'" for number in range(width))
        return (
            f"read_csv({literal(str(path))}, auto_detect = false, header = {str(self.header).lower()}, "
            f"delim = {literal(self.delimiter)}, quote = {literal(self.quote)}, "
            f"escape = {literal(self.escape if self.quote else '')}, nullstr = {literal(self.null_marker)}, "
            f"columns = {{{columns}}}, strict_mode = true)"
        )

    def records(self, lines: Iterable[str]) -> "Reader":
        """Python's own reader of the same dialect, which knows on which line of the file it is."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quotechar=self.quote or None,
            quoting=csv.QUOTE_MINIMAL if self.quote else csv.QUOTE_NONE,
            escapechar=None if self.escape in ("", self.quote) else self.escape,
            doublequote=self.escape == self.quote,
        )


def dialect(options: Iterable[tuple[str, str]]) -> Dialect:
    """The dialect that a step's options say.

    Raises:
        Permanent: an unknown option, or a value it cannot have.
    """
    given = dict(options)
    known = {"delimiter", "quote", "escape", "null_marker", "header"}
    if given.keys() - known:
        raise Permanent(
            f"CSV has no option {', '.join(sorted(given.keys() - known))}: there are {', '.join(sorted(known))}"
        )
    for name, least in (("delimiter", 1), ("quote", 0), ("escape", 0)):
        if not least <= len(given.get(name, ",")) <= 1:
            raise Permanent(f"CSV option {name} has to be one character, and is {given[name]!r}")
    header = given.pop("header", "first_row")
    if header not in ("first_row", "none"):
        raise Permanent(f"CSV option header is first_row or none, and is {header!r}")
    return Dialect(**given, header=header == "first_row")


def header(file: str, path: Path, dialect: Dialect) -> list[str]:
    """The names in a file's first line. What is not UTF-8 is found later, with its line.

    Raises:
        Permanent: the file is empty, or its first line is not CSV.
    """
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        try:
            names: list[str] = next(dialect.records(lines), [])
        except csv.Error as error:
            raise Permanent(f"{file}, line 1: {error}") from error
    if not names:
        raise Permanent(f"{file} is empty: not even a header")
    return names


def numbered(lines: Iterable[str], dialect: Dialect) -> Iterator[tuple[int, int, list[str]]]:
    """Each record of a file (record number, line on which it begins, values), the header and blank lines left out."""
    reader = dialect.records(lines)
    begins, record = 1, 0
    for values in reader:
        if values:
            if record or not dialect.header:
                yield record + (not dialect.header), begins, values
            record += 1
        begins = reader.line_num + 1
