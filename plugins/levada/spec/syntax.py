"""libyaml's complaints, in the words of somebody who has to find the character."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import yaml

from levada.spec.source import BREAKS, Mistake

GLUED = re.compile(r"\s*(?:- )?(?P<key>[A-Za-z_][\w.-]*):(?P<next>(?!//)\S|\u00a0)")
HARD_SPACE = "\u00a0"
CURE = "check quotes, brackets and indentation here and above"
BRACES = 'inside [ ] and { }, and where it begins a value, quote what has braces: "${var.x}", "{{ ds }}"'


@dataclass(frozen=True, slots=True)
class Span:
    """A quoted text over several lines: where it begins (from 1), and the line it ends on."""

    line: int
    column: int
    last: int


def quoted(event: yaml.ScalarEvent) -> Span | None:
    """The span of a quoted text that does not end on its own line."""
    begin, end = event.start_mark, event.end_mark
    if event.style not in ("'", '"') or begin is None or end is None or begin.line == end.line:
        return None
    return Span(begin.line + 1, begin.column + 1, end.line + 1)


def complaint(error: yaml.MarkedYAMLError, text: str, long_quote: Span | None) -> Mistake:
    """What is wrong, and where it began: the parser itself often notices lines later. `long_quote`: the last one."""
    lines = BREAKS.split(text.rstrip())
    line, column = _place(error, lines)
    if lines[line][column : column + 1] == "\t":
        return Mistake((), "a tab cannot indent YAML", "use spaces", at=(line + 1, column + 1))
    if long_quote and long_quote.last == line + 1:
        message = f"a quote begins here that ends only on line {long_quote.last}"
        return Mistake((), message, "close it on its own line", at=(long_quote.line, long_quote.column))
    for number in (line, line - 1):
        if number >= 0 and (found := GLUED.match(lines[number])):
            return _glued(found, number)
    said = f"{error.problem} ({error.context})" if error.context else str(error.problem)
    hint = BRACES if "${" in lines[line] or "{{" in lines[line] else CURE
    return Mistake((), f"is not YAML: {said}", hint, at=(line + 1, column + 1))


def _place(error: yaml.MarkedYAMLError, lines: Sequence[str]) -> tuple[int, int]:
    """Line and column, from 0, inside the text; of the end of the file, where that began which does not end."""
    mark = error.problem_mark
    if error.context_mark and (mark is None or mark.line >= len(lines)):
        mark = error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    if line < len(lines):
        return line, column
    return len(lines) - 1, max(len(lines[-1]) - 1, 0)


def _glued(found: re.Match[str], number: int) -> Mistake:
    at = (number + 1, found.start("next") + 1)
    if found["next"] == HARD_SPACE:
        message = f"a hard space stands after the colon of `{found['key']}`"
        return Mistake((), message, "write a plain space: it was pasted from a page or a letter", at=at)
    return Mistake((), f"no space stands after the colon of `{found['key']}`", f"write `{found['key']}: `…", at=at)
