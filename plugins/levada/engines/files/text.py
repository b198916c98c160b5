"""Text files in any encoding, as the UTF-8 that DuckDB reads."""

import codecs
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TextIO

from levada.engines.files.guard import BENEATH, OPEN, SHOWN, Guard
from levada.errors import Permanent

CHUNK = 1 << 20
MARKS = {
    codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF32_LE: "utf-32", codecs.BOM_UTF32_BE: "utf-32",
    codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16",
}  # fmt: skip
"""Byte order marks, longer ones before those they begin with, and what follows them."""
OTHERS = {
    b"PK\3\4": "an archive: save it as CSV, if it is Excel's; a zip of one file is called .csv.zip",
    b"\xd0\xcf\x11\xe0": "a file of Excel's or Word's: save it as CSV",
    b"\x1f\x8b\x08": "packed by gzip: call it .csv.gz",
    b"PAR1\x15": "Parquet: call it .parquet, or say files: {path: …, format: parquet}",
    b"%PDF-": "a PDF: land the rows themselves",
}  # fmt: skip
"""How files begin that are no text, whatever they are called."""
WRONG = "\ud800"
"""Stands for bytes that are no text; no text holds it."""


def _marked(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return WRONG, error.end


codecs.register_error("levada.wrong", _marked)


def codec(path: Path, encoding: str = "utf-8") -> str:
    """Python's name of what a file is really written in: a byte order mark tells, where it is of the said kind, or
    nothing but UTF-8 was said."""
    said = codecs.lookup(encoding).name
    with path.open("rb") as stream:
        start = stream.read(4)
    marked = next((name for mark, name in MARKS.items() if start.startswith(mark)), said)
    return marked if said == "utf-8" or said.startswith(marked.removesuffix("-sig")) else said


def refuse_others(file: str, path: Path) -> None:
    """Nothing, where a file may be text.

    Raises:
        Permanent: it begins as no text does.
    """
    with path.open("rb") as stream:
        start = stream.read(max(map(len, OTHERS)))
    if other := next((says for mark, says in OTHERS.items() if start.startswith(mark)), None):
        raise Permanent(f"{file} is {other}")


def opened(path: Path, encoding: str, errors: str = "strict") -> TextIO:
    """A file's lines as they end in it; without its byte order mark."""
    return path.open(encoding=encoding, errors=errors, newline="")


def recoded(
    file: str,
    path: Path,
    encoding: str,
    scratch: Path,
    guard: Guard = OPEN,
    change: Callable[[Iterable[str]], Iterator[str]] | None = None,
) -> Path:
    """A copy as UTF-8, with other lines if they are to be changed.

    Raises:
        Permanent: it holds something that its encoding has not.
    """
    copy = scratch / f"{path.name}.utf8"
    try:
        with opened(path, encoding) as lines, copy.open("w", encoding="utf-8", newline="") as written:
            written.writelines(change(lines) if change else iter(lambda: lines.read(CHUNK), ""))
    except UnicodeError as error:
        raise Permanent(f"{file}, {undecodable(path, encoding, guard) or error}") from None
    return copy


def undecodable(path: Path, encoding: str, guard: Guard = OPEN) -> str | None:
    """The first line with something that is no text."""
    with opened(path, encoding, "levada.wrong") as lines:
        for number, line in enumerate(lines, 1):
            if WRONG in line:
                text = guard.line(repr(line[:SHOWN].rstrip().replace(WRONG, "\ufffd")))
                name = encoding.removesuffix("-sig")
                where = f"line {number}: not {name} at character {line.index(WRONG) + 1}"
                return f"{where}; say which it is, options: {{encoding: cp1252}}{BENEATH}{text}"
    return None
