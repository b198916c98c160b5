"""A CSV file's first rows: how it is written, and which type each column's texts have."""

from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path

import duckdb

from levada.engines.embedded import sampling_dialect
from levada.engines.embedded.notations import Columns
from levada.engines.embedded.sample import ROWS, Sample, counted, seen
from levada.engines.files.casting import PLAIN
from levada.engines.files.csv_faults import Original, explained
from levada.engines.files.dialect import Dialect
from levada.engines.files.records import header
from levada.engines.files.scan import Scan
from levada.engines.files.text import codec, refuse_others
from levada.errors import Permanent
from levada.lake.sql import literal

MARKERS = ("NA", "N/A", "NULL", "null", "None", "\\N", "-")
"""What files write where there is nothing."""
AT_ONCE = 50
"""Columns that one query asks about: planning a query takes time with the square of them."""


def sample(connection: duckdb.DuckDBPyConnection, file: str, path: Path, scratch: Path) -> Sample:
    """The columns, with the narrowest types that all of their texts have.

    Raises:
        Permanent: it cannot be read, or its columns cannot be told apart.
    """
    refuse_others(file, path)
    encoding = sampling_dialect.encoding(path)
    comment = sampling_dialect.comment(path, encoding)
    plain = sampling_dialect.plain(file, path, encoding, comment, scratch)
    said = encoding if encoding in sampling_dialect.SAID else "utf-8"
    dialect = replace(sampling_dialect.dialect(connection, plain), encoding=said)
    names = _names(file, header(file, plain, codec(plain), dialect), dialect)
    scan = Scan(file, names, dialect.relation(plain, len(names)), {})
    _load(connection, scan, Original(path, encoding, replace(dialect, comment=comment), len(names)))
    table, (guesses, notation) = "plain", Columns(connection, "plain", len(names)).guesses()
    if marker := _marker(connection, len(names)):
        _mark(connection, len(names), marker)
        again, written = Columns(connection, "marked", len(names)).guesses()
        if [one.type for one in again] != [one.type for one in guesses]:
            table, guesses, notation, dialect = "marked", again, written, replace(dialect, nulls=("", marker))
    dialect = replace(dialect, notation=notation, comment=comment)
    connection.execute(f"ALTER TABLE {table} RENAME TO seen")
    found = [seen(connection, name, f"c{number}", one.type, one.why)
             for number, (name, one) in enumerate(zip(names, guesses, strict=True))]  # fmt: skip
    rows = counted(connection)
    return Sample(tuple(found), rows, rows < ROWS, _options(dialect))


def _names(file: str, first: list[str], dialect: Dialect) -> list[str]:
    if not dialect.header:
        return [f"column_{number}" for number in range(1, len(first) + 1)]
    if wrong := [name for name in first if not name or first.count(name) > 1]:
        raise Permanent(f"{file}: its header names {wrong[0]!r} twice or not at all: give each column its own")
    return first


def _load(connection: duckdb.DuckDBPyConnection, scan: Scan, original: Original) -> None:
    try:
        connection.execute(f"CREATE TABLE plain AS SELECT * FROM {scan.relation} LIMIT {ROWS}")
    except duckdb.Error as error:
        raise explained(connection, scan, original, error) from error


def _marker(connection: duckdb.DuckDBPyConnection, width: int) -> str | None:
    """The word for nothing that stands alone in most fields, if there is one."""
    often = Counter(dict.fromkeys(MARKERS, 0))
    for first in range(0, width, AT_ONCE):
        numbers = range(first, min(first + AT_ONCE, width))
        for word in MARKERS:
            fields = ", ".join(f"count(*) FILTER (c{number} = {literal(word)})" for number in numbers)
            often[word] += sum(connection.execute(f"SELECT {fields} FROM plain").fetchall()[0])
    word = max(often, key=often.__getitem__)
    return word if often[word] else None


def _mark(connection: duckdb.DuckDBPyConnection, width: int, marker: str) -> None:
    """The rows, if that text means null too."""
    values = ", ".join(f"nullif(c{number}, {literal(marker)}) AS c{number}" for number in range(width))
    connection.execute(f"CREATE TABLE marked AS SELECT {values} FROM plain")


def _options(dialect: Dialect) -> dict[str, object]:
    """What of a dialect is not the default."""
    said = {"delimiter": dialect.delimiter, "quote": dialect.quote, "escape": dialect.escape,
            "null_marker": list(dialect.nulls), "header": "first_row" if dialect.header else "none",
            "encoding": dialect.encoding, "comment": dialect.comment, **asdict(dialect.notation)}  # fmt: skip
    usual = {"delimiter": ",", "quote": '"', "escape": dialect.quote, "null_marker": [""], "header": "first_row",
             "encoding": "utf-8", "comment": "", **asdict(PLAIN)}  # fmt: skip
    return {name: value for name, value in said.items() if value != usual[name]}
