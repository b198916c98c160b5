"""A CSV file as Python reads it: its header, and which record begins on which line. DuckDB reads faster, and does not
tell."""

import csv
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from levada.engines.files.dialect import Dialect
from levada.engines.files.text import opened, refuse_others
from levada.errors import Permanent

Record = tuple[int, list[str], list[str]]
"""The line on which it begins, its lines as they are, its values."""


def records(lines: Iterable[str], dialect: Dialect) -> Iterator[Record]:
    """Every record, header and blank lines included, skipped lines and comments not. A comment's sign inside a value is
    none."""
    numbered = islice(enumerate(lines, 1), dialect.skip, None)
    taken: list[tuple[int, str]] = []

    def source() -> Iterator[str]:
        for number, line in numbered:
            if taken or not (dialect.comment and line.startswith(dialect.comment)):
                taken.append((number, line))
                yield line

    for values in dialect.reader(source()):
        yield taken[0][0], [line for _, line in taken], values
        taken.clear()


def header(file: str, path: Path, encoding: str, dialect: Dialect) -> list[str]:
    """The names in a file's first record. What cannot be decoded is found later, with its line.

    Raises:
        Permanent: the file is empty, no text, of another encoding without a mark, or its first record is not CSV.
    """
    refuse_others(file, path)
    with opened(path, encoding, "replace") as lines:
        try:
            names = next((values for _, _, values in records(lines, dialect) if values), [])
        except csv.Error as error:
            raise Permanent(f"{file}, line {dialect.skip + 1}: {error}") from error
        except UnicodeError as error:  # of a kind that begins with a mark, which says the order of bytes
            raise Permanent(f"{file} is not written in {encoding} ({error}): say which encoding, files: {{path: …, "
                            "options: {encoding: …}}") from error  # fmt: skip
    if not names and dialect.skip:
        raise Permanent(f"{file} ends within the {dialect.skip} lines that `skip_rows` leaves out: correct one of them")
    if not names:
        raise Permanent(f"{file} is empty, without even a header: land it again")
    if any("\0" in name for name in names):
        raise Permanent(f"{file} is not written in {encoding}: say which encoding, files: {{path: …, options: "
                        "{encoding: utf-16-le}}")  # fmt: skip
    return names


def rows(lines: Iterable[str], dialect: Dialect, width: int) -> Iterator[tuple[int, list[str]]]:
    """Line and values of each row, as DuckDB counts them: without the header, and without blank lines but where they
    are the null of the only column."""
    headed = dialect.header
    for line, _, values in records(lines, dialect):
        if values or (width == 1 and not headed):
            if not headed:
                yield line, values or [""]
            headed = False


def body(lines: Iterable[str], dialect: Dialect) -> Iterator[str]:
    """A file's lines without those to be skipped and without comments."""
    if dialect.comment:
        for _, text, _ in records(lines, dialect):
            yield from text
    else:
        yield from islice(lines, dialect.skip, None)
