"""A file as it was written: its value, and where each part of it stands."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from pydantic import JsonValue

from levada.errors import Problem

Path = tuple[str | int, ...]

BREAKS = re.compile(r"\r\n|[\n\r\x85\u2028\u2029]")
"""What libyaml counts as the end of a line: our line numbers must agree with its marks."""

WIDTH = 200


@dataclass(slots=True)
class Place:
    """Where a value begins (counted from 1), where its key does, the places of what is inside, and in which file."""

    line: int
    column: int
    key: tuple[int, int] | None = None
    inside: dict[str | int, "Place"] | None = None
    file: str = ""

    def at(self, path: Path) -> tuple[Path, "Place"]:
        """The deepest place on a path that is really written, with its own path: short forms end early."""
        place = self
        for depth, part in enumerate(path):
            if place.inside is None or part not in place.inside:
                return path[:depth], place
            place = place.inside[part]
        return path, place

    def put(self, path: Path, place: "Place") -> None:
        """Say where a part stands that is not written where it belongs."""
        holder = self
        for part in path[:-1]:
            inside = holder.inside if holder.inside is not None else {}
            holder.inside = inside
            holder = inside.setdefault(part, Place(holder.line, holder.column))
        holder.inside = {**(holder.inside or {}), path[-1]: place}

    def path_of(self, other: "Place", here: Path = ()) -> Path | None:
        """The path of a part that begins where another place does."""
        if (self.line, self.column) == (other.line, other.column) and self.key == other.key:
            return here
        found = (inner.path_of(other, (*here, key)) for key, inner in (self.inside or {}).items())
        return next((path for path in found if path is not None), None)


@dataclass(frozen=True, slots=True)
class Mistake:
    """What is wrong with a part of a document. `at` overrides its place; `key`: point at the key, not the value.

    `id`: which kind of mistake it is; whoever collects mistakes names those that have none yet. `severity`: a warning
    stops nothing."""

    path: Path
    message: str
    hint: str = ""
    key: bool = False
    at: tuple[int, int] | None = None
    id: str = ""
    severity: Literal["error", "warning"] = "error"


def of_kind(id_: str, mistakes: Iterable[Mistake]) -> Iterator[Mistake]:
    """Mistakes of one kind; those that know better keep their name."""
    return (mistake if mistake.id else replace(mistake, id=id_) for mistake in mistakes)


@dataclass(frozen=True, slots=True)
class Source:
    """One YAML file, `file` being relative to the project's root. `value` None: it could not be understood.

    `lost`: the second values of keys given twice. `hidden`: pieces of text that no message may repeat;
    `hidden_lines`: the lines they begin on. `others`: files whose values were taken over, by name."""

    file: str
    text: str
    value: Mapping[str, JsonValue] | None
    place: Place = field(default_factory=lambda: Place(0, 0))
    mistakes: tuple[Mistake, ...] = ()
    lost: tuple[JsonValue, ...] = ()
    hidden: tuple[str, ...] = ()
    hidden_lines: frozenset[int] = frozenset()
    others: Mapping[str, "Source"] = field(default_factory=dict)

    def problem(self, mistake: Mistake) -> Problem:
        """A mistake with its place: in this file, or in the one its value was taken from."""
        path, place = self.place.at(mistake.path)
        home = self if mistake.at else self.others.get(place.file, self)
        line, column = mistake.at or (place.key if mistake.key and place.key else (place.line, place.column))
        words = ".".join(map(str, path if home is self else home.place.path_of(place) or path))
        source = home._line(line, column)
        said = (mistake.message, mistake.hint, source, mistake.id, mistake.severity)
        return Problem(home.file, line, column, words, *said)

    def _line(self, line: int, column: int) -> str:
        """The line a caret is put under; empty where it would help nobody, or show what it must not."""
        lines = BREAKS.split(self.text) if line else []
        if not 0 < line <= len(lines) or column > WIDTH:
            return ""
        written = shown = lines[line - 1].replace("\t", " ")
        for piece in self.hidden:
            shown = shown.replace(piece, "*" * len(piece))
        if line in self.hidden_lines and shown == written:
            return ""
        return shown[: 2 * WIDTH].rstrip()


def has(value: object, part: str | int) -> bool:
    """Whether a map or list holds a key or an index."""
    if isinstance(value, Mapping):
        return part in value
    return isinstance(value, list) and isinstance(part, int) and part < len(value)


def inside(value: Any, part: str | int) -> Any:
    """What a map or list that `has` a part holds there."""
    return value[part]
