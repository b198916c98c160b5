"""Keys in the order in which a person looks for them: whole lines move, with the comments above them."""

from collections.abc import Mapping
from dataclasses import dataclass

from levada.spec.base import Document, Part
from levada.spec.dataset import Dataset
from levada.spec.schedule import DefaultArgs
from levada.spec.source import BREAKS, Path, Place, Source
from levada.spec.step import Step
from levada.spec.vocabulary import keys, part_at

FIRST: Mapping[type[Part], tuple[str, ...]] = {
    Document: ("apiVersion", "kind", "description"),
    Step: ("id", "description"),
}
LAST: Mapping[type[Part], tuple[str, ...]] = {
    Document: ("steps", "datasets"),
    Step: ("reads", "with", "into", "depends_on", "when", "for_each", "trigger_rule", *keys(DefaultArgs)),
    Dataset: ("contract",),
}
"""All other keys stand between, as the models have them: of a step the verb, of a dataset how it is kept."""


def arranged(model: type[Part], source: Source) -> str:
    """A text with the keys of the document, its steps and its datasets in order, where each has lines of its own."""
    lines = source.text.split("\n")
    places = source.place.inside or {}
    if not places or len(lines) != len(BREAKS.split(source.text)):
        return source.text  # YAML ends lines in more ways than editors do
    start = min(place.key[0] for place in places.values() if place.key) - 1
    end = _closing(lines)
    return "\n".join(lines[:start] + _Arranger(model, lines).keyed(source.place, (), start, end) + lines[end:])


@dataclass(frozen=True, slots=True)
class _Arranger:
    """Works on line numbers from 0; ranges exclude their end."""

    model: type[Part]
    lines: list[str]

    def keyed(self, place: Place, path: Path, start: int, end: int) -> list[str]:
        """The lines of a map, in order; unchanged if it is not written as one key a line."""
        found = [(inner.key, key, inner) for key, inner in (place.inside or {}).items() if inner.key]
        found.sort(key=lambda each: each[0])
        lines = [where[0] - 1 for where, _, _ in found]
        if not found or not self._is_block([where for where, _, _ in found]):
            return self.lines[start:end]
        ends = [self._lead(line, line_before) for line, line_before in zip(lines[1:], lines, strict=False)] + [end]
        starts = [start, *ends[:-1]]
        parts = [
            (key, self._part(inner, (*path, key), at, line, stop))
            for (_, key, inner), at, line, stop in zip(found, starts, lines, ends, strict=True)
        ]
        return self._ordered(parts, path, found[0][0][1] - 1)

    def _part(self, place: Place, path: Path, start: int, line: int, end: int) -> list[str]:
        """The lines of a key: what leads to it, itself, and what it holds."""
        if not place.inside or place.line - 1 <= line:
            return self.lines[start:end]
        first = place.line - 1
        inner = self.listed(place, path, first, end) if 0 in place.inside else self.keyed(place, path, first, end)
        return self.lines[start:first] + inner

    def listed(self, place: Place, path: Path, start: int, end: int) -> list[str]:
        """The lines of a list of maps, each item arranged by itself."""
        items = list((place.inside or {}).values())
        lines = [item.line - 1 for item in items]
        dashed = all(
            self.lines[line][: item.column - 1].strip() == "-" for item, line in zip(items, lines, strict=True)
        )
        if not dashed or len(set(lines)) < len(lines):
            return self.lines[start:end]
        ends = [self._lead(line, before) for line, before in zip(lines[1:], lines, strict=False)] + [end]
        made = self.lines[start : lines[0]]
        for number, (item, line, stop) in enumerate(zip(items, lines, ends, strict=True)):
            made += self.keyed(item, (*path, number), line, stop)
            made += self.lines[stop : lines[number + 1]] if number + 1 < len(lines) else []
        return made

    def _ordered(self, parts: list[tuple[str | int, list[str]]], path: Path, column: int) -> list[str]:
        """Parts by the rank of their keys; the dash of a list stays in front."""
        part = part_at(self.model, path)
        order = _order(part)
        ranked = sorted(parts, key=lambda each: order.get(str(each[0]), len(order)))
        if ranked == parts or not order:
            return [line for _, lines in parts for line in lines]
        head = parts[0][1]
        dash, head[0] = head[0][:column], " " * column + head[0][column:]
        first = [*ranked[0][1]]
        while not first[0].strip():
            first.pop(0)
        at = next(number for number, line in enumerate(first) if line.strip() and not line.lstrip().startswith("#"))
        first[at] = dash + first[at][column:]
        return [*first, *(line for _, lines in ranked[1:] for line in lines)]

    def _is_block(self, keys_at: list[tuple[int, int]]) -> bool:
        """Every key begins a line, at the same column."""
        (first, column), *others = keys_at
        before = self.lines[first - 1][: column - 1]
        alone = all(not self.lines[line - 1][: at - 1].strip() and at == column for line, at in others)
        return alone and before.strip() in ("", "-") and len({line for line, _ in keys_at}) == len(keys_at)

    def _lead(self, line: int, after: int) -> int:
        """Where what belongs to a line begins: the comments and empty lines above it. A comment that stands further in
        belongs to what is above."""
        column = _column(self.lines[line])
        while line - 1 > after and self._leads(self.lines[line - 1], column):
            line -= 1
        return line

    @staticmethod
    def _leads(above: str, column: int) -> bool:
        return not above.strip() or (above.lstrip().startswith("#") and _column(above) <= column)


def _closing(lines: list[str]) -> int:
    """Where the comments begin that close a file: they are about all of it, and stay when its last key moves."""
    end = first = len(lines)
    while end and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
        first = end if lines[end].startswith("#") else first
    return first


def _column(line: str) -> int:
    """Where a line's text begins, after the dash of a list."""
    return len(line) - len(line.lstrip(" -"))


def _order(part: type[Part] | None) -> dict[str, int]:
    """Ranks of the keys of a part; none where the order is the writer's."""
    kind = next((kind for kind in LAST if part and issubclass(part, kind)), None)
    if part is None or kind is None:
        return {}
    first, last = FIRST.get(kind, ()), LAST[kind]
    between = [key for key in keys(part) if key not in first and key not in last]
    return {key: rank for rank, key in enumerate((*first, *between, *last))}
