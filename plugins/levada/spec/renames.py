"""Words that are called otherwise by now: for two minor releases the old ones are read all the same, with a warning."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from levada.spec.base import Part
from levada.spec.environment import Environment
from levada.spec.overrides import SETS
from levada.spec.source import Mistake, Path, Place, Source
from levada.spec.vocabulary import part_at


@dataclass(frozen=True, slots=True)
class Rename:
    """A key of a part; with `under`, a word that may stand under that key. `since`: the first release with the new one,
    `0.3`."""

    part: type[Part]
    old: str
    new: str
    since: str
    under: str = ""

    @property
    def gone(self) -> str:
        """The first release that refuses the old one."""
        major, minor = self.since.split(".")
        return f"{major}.{int(minor) + 2}"


RENAMES: tuple[Rename, ...] = ()
"""All that this release still reads."""

Found = Mapping[Path, Rename]
"""Where old words stand."""


def renamed(model: type[Part], source: Source) -> Found:
    """The old words of a document of a kind."""
    return dict(_found(model, source.value, (), ())) if RENAMES and source.value is not None else {}


def warnings(found: Found) -> Iterator[Mistake]:
    for path, word in found.items():
        message = f"`{word.old}` is called `{word.new}` since {word.since}, and refused from {word.gone} on"
        yield Mistake(path, message, "`levada migrate` rewrites it", not word.under, id="renamed", severity="warning")


def modern(source: Source, found: Found) -> Source:
    """A document as if it were written in today's words; its parts stay where they are."""
    return replace(source, value=_value(source.value, found), place=_place(source.place, found)) if found else source


def _found(model: type[Part], value: Any, inner: Path, path: Path) -> Iterator[tuple[Path, Rename]]:
    """`inner`: the path in the model, `path` in the document: what an override sets is a part of another kind."""
    part = part_at(model, inner)
    mine = [word for word in RENAMES if part and issubclass(part, word.part)]
    if isinstance(value, dict):
        for key, said in value.items():
            here = (*path, key)
            yield from ((here, word) for word in mine if key == word.old and not word.under and word.new not in value)
            yield from ((here, word) for word in mine if key == word.under and said == word.old)
            if model is Environment and len(path) == 2 and path[0] == "overrides" and key == "set":
                yield from _found(SETS.get(_kind(value), Part), said, (), here)
            else:
                yield from _found(model, said, (*inner, key), here)
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _found(model, item, (*inner, number), (*path, number))
    elif part and part.principal:
        yield from ((path, word) for word in mine if part.principal == word.under and value == word.old)


def _kind(override: Any) -> str:
    select = override.get("select")
    return str(select.get("kind")) if isinstance(select, dict) else ""


def _value(value: Any, found: Found, path: Path = ()) -> Any:
    if path in found and found[path].under:
        return found[path].new
    if isinstance(value, dict):
        return {_key(key, (*path, key), found): _value(inner, found, (*path, key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [_value(inner, found, (*path, number)) for number, inner in enumerate(value)]
    return value


def _place(place: Place, found: Found, path: Path = ()) -> Place:
    inside = place.inside.items() if place.inside is not None else ()
    made = {_key(key, (*path, key), found): _place(inner, found, (*path, key)) for key, inner in inside}
    return replace(place, inside=None if place.inside is None else made)


def _key(key: str | int, path: Path, found: Found) -> str | int:
    return found[path].new if path in found and not found[path].under else key
