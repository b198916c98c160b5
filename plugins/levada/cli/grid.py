"""Tables for people: as wide as their values, and in a narrow terminal still with all of them."""

import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from textwrap import wrap

import click

from levada.cli import terminal
from levada.cli.terminal import CONTROLS, wide

GAP = "  "
LEAST = 20
"""Columns that a last one of texts needs to be folded."""

Lines = Sequence[Sequence[str]]


def table(columns: Sequence[str], rows: Iterable[Sequence[object]], right: Sequence[str] = ()) -> None:
    """A plain table, without colour. In a pipe, a line for each row. Where a terminal is too narrow for that, the last
    column is folded, or each row becomes a paragraph; nothing is cut off."""
    body = [[cell(value) for value in row] for row in rows]
    widths = [max(map(wide, column)) for column in zip(columns, *body, strict=True)]
    room = terminal.columns(sys.stdout)
    lines = [[*columns], ["─" * width for width in widths], *body]
    aligned = [name in right for name in columns]
    if room is None or sum(widths) + len(GAP) * (len(widths) - 1) <= room:
        _write(lines, widths, aligned)
    elif _folds(body, left := room - sum(widths[:-1]) - len(GAP) * (len(widths) - 1)):
        lines[1][-1] = "─" * left
        _write([part for line in lines for part in _folded(line, left)], widths, aligned)
    else:
        click.echo("\n\n".join(_paragraph(columns, line) for line in body))


def _write(lines: Lines, widths: Sequence[int], right: Sequence[bool]) -> None:
    for line in lines:
        texts = (_padded(*one) for one in zip(line, widths, right, strict=True))
        click.echo(GAP.join(texts).rstrip())


def _padded(text: str, width: int, right: bool) -> str:
    space = " " * (width - wide(text))
    return space + text if right else text + space


def _folds(body: Lines, left: int) -> bool:
    """Whether the last column can be folded between words."""
    return left >= LEAST and all(wide(word) <= left for line in body for word in line[-1].split())


def _folded(line: Sequence[str], left: int) -> Iterator[Sequence[str]]:
    first, *rest = wrap(line[-1], left, break_long_words=False, break_on_hyphens=False) or [""]
    yield [*line[:-1], first]
    yield from ([*("" for _ in line[:-1]), part] for part in rest)


def _paragraph(columns: Sequence[str], line: Sequence[str]) -> str:
    """A line for each column: its name and its value."""
    width = max(map(wide, columns))
    return "\n".join(f"{_padded(name, width, False)}{GAP}{text}" for name, text in zip(columns, line, strict=True))


def cell(value: object) -> str:
    """A value as a person reads it; what would move the cursor is shown as a picture."""
    if value is None:
        return "·"
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal | datetime):
        return str(value).translate(CONTROLS)
    return value.isoformat(sep=" ") if isinstance(value, datetime) else str(value)
