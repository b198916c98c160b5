"""How a CSV file that nobody has described yet seems to be written: its encoding, its comments, its signs."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from levada.engines.files.csv import READY
from levada.engines.files.dialect import Dialect
from levada.engines.files.records import body, header
from levada.engines.files.text import codec, opened, recoded, undecodable
from levada.lake.sql import literal

WESTERN = "cp1252"
UNMARKED = ("utf-16-le", "utf-16-be")
SAID = (WESTERN, *UNMARKED)
"""Encodings that a spec has to name."""
LOOK = 4096
"""Bytes, or characters, that tell how a file begins."""
SIGN = "#"
DELIMITERS = ",;\t|"


def encoding(path: Path) -> str:
    """What a file is written in: Unicode, or else what Western Europe's Windows writes. Zero bytes tell of UTF-16 where
    no mark does."""
    found = codec(path)
    if found == "utf-8" and (unmarked := _unmarked(path)):
        return unmarked
    return WESTERN if found in READY and undecodable(path, found) else found


def _unmarked(path: Path) -> str | None:
    """UTF-16, if zero bytes stand beside the ends of lines too: stray ones and padding stand within values."""
    with path.open("rb") as stream:
        start = stream.read(LOOK)
    beside = max(start.count(b"\n\0"), start.count(b"\0\n"))
    if 0 not in start or beside * 2 < start.count(b"\n"):
        return None
    return UNMARKED[start[::2].count(0) > start[1::2].count(0)]


def comment(path: Path, encoding: str) -> str:
    """The sign of lines that are no rows, if the file begins with one."""
    return SIGN if _first(path, encoding).startswith(SIGN) else ""


def plain(file: str, path: Path, encoding: str, comment: str, scratch: Path) -> Path:
    """The file, or a copy of it, as DuckDB can read it.

    Raises:
        Permanent: it holds something that its encoding has not.
    """
    if comment:
        return recoded(file, path, encoding, scratch, change=lambda lines: body(lines, Dialect(comment=comment)))
    return path if encoding in READY else recoded(file, path, encoding, scratch)


def dialect(connection: duckdb.DuckDBPyConnection, path: Path) -> Dialect:
    """The signs of a file in UTF-8; what DuckDB cannot tell is the default."""
    try:
        (found,) = connection.execute(
            f"SELECT Delimiter, Quote, Escape, HasHeader FROM sniff_csv({literal(str(path))})"
        ).fetchall()
    except duckdb.Error:
        return Dialect(_delimiter(path, ","))
    delimiter, quote, escape, headed = found
    quote = quote if quote in ("'", '"') else '"'
    read = Dialect(_delimiter(path, delimiter), quote, escape if escape == "\\" else quote)
    return replace(read, header=bool(headed) or _like_names(header(path.name, path, codec(path), read)))


def _delimiter(path: Path, found: str) -> str:
    """The sign that the first line has: where rows are uneven, DuckDB finds another."""
    first = _first(path, codec(path))
    others = [sign for sign in DELIMITERS if sign in first]
    return found if found in first or not others else max(others, key=first.count)


def _first(path: Path, encoding: str) -> str:
    with opened(path, encoding, "replace") as lines:
        return lines.readline(LOOK)


def _like_names(words: Sequence[str]) -> bool:
    """Whether a first line may name columns: words, each once."""
    return len(set(words)) == len(words) and all(word[:1].isalpha() or word[:1] == "_" for word in words)
