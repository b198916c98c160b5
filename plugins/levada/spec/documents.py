"""A document of ours as far as it can be understood: what is wrong is named and cut out, the rest is a model."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from pydantic import JsonValue, ValidationError
from pydantic_core import ErrorDetails

from levada.names import DATASET, step_of
from levada.spec.base import Part
from levada.spec.kinds import API_VERSION
from levada.spec.mistakes import mistakes, written
from levada.spec.source import Mistake, Path, Source, has, inside

Model = TypeVar("Model", bound=Part)
ROUNDS = 8


@dataclass(frozen=True, slots=True)
class Parsed(Generic[Model]):
    """`model` None: nothing could be made of it. `holes`: paths (of the long form) that were cut out of the model."""

    source: Source
    model: Model | None
    holes: frozenset[Path] = frozenset()
    mistakes: tuple[Mistake, ...] = ()

    def touched(self, path: Path) -> bool:
        """Whether a hole is in, at or around a path: then nothing is to be concluded from what stands there."""
        return bool(self.holes) and meets(path, self.holes)

    def original(self, path: Path) -> Path:
        """A path of the model as one of the document: cut-out list items shift the ones behind them."""
        return unshifted(path, self.holes) if self.holes else path

    def unsure(self) -> frozenset[str]:
        """Names that what was cut out may have meant: datasets and steps it is too early to miss."""
        if self.model is None:
            return _names(self.source.text)
        if not self.holes and not self.source.lost:
            return frozenset()
        gone = [*(_at(self.source.value, hole) for hole in self.holes), *self.source.lost]
        return _names("\n".join(map(json.dumps, gone)))


def meets(path: Path, holes: frozenset[Path]) -> bool:
    """Whether one of some places is in, at or around a path."""
    return any(hole[: len(path)] == path[: len(hole)] for hole in holes)


def unshifted(path: Path, holes: frozenset[Path]) -> Path:
    """A path in what is left when holes are cut out, as one of the whole."""
    found: Path = ()
    for part in path:
        index = part
        if isinstance(index, int):
            for gone in sorted(hole[-1] for hole in holes if hole[:-1] == found and isinstance(hole[-1], int)):
                index += gone <= index
        found = (*found, index)
    return found


def parsed(
    model: type[Model], source: Source, value: Any, kind: str, holes: frozenset[Path] = frozenset()
) -> Parsed[Model]:
    """Validate a source as a document of one kind; `kind` and `apiVersion` themselves have been judged before.

    `value`: the source's in long form. `holes`: where something is meant to be that is known to be wrong already."""
    if value is None:
        return Parsed(source, None, mistakes=source.mistakes)
    whole = value | {"apiVersion": API_VERSION, "kind": kind}
    gone = {mistake.path for mistake in source.mistakes if mistake.path} | holes
    made, found = _judged(model, whole, gone)
    return Parsed(source, made, frozenset(gone), (*source.mistakes, *found))


def partial(model: type[Model], whole: JsonValue, holes: frozenset[Path]) -> tuple[frozenset[Path], list[Mistake]]:
    """What is wrong with a value in long form of which only parts need be there: where, and what."""
    gone = set(holes)
    _, found = _judged(model, whole, gone, whole=False)
    return frozenset(gone), found


def _judged(
    model: type[Model], value: JsonValue, holes: set[Path], whole: bool = True
) -> tuple[Model | None, list[Mistake]]:
    """A model of what is left when mistakes are cut out; `holes` gains their places."""
    found: list[Mistake] = []
    for _ in range(ROUNDS):
        left = without(value, holes)
        try:
            return model.model_validate_json(json.dumps(left)), found
        except ValidationError as error:
            errors = [said for said in error.errors(include_url=False) if whole or said["type"] != "missing"]
            found += _cut_out(model, value, left, errors, holes)
        if () in holes or not errors:
            break
    return None, found


def _cut_out(
    model: type[Part], value: JsonValue, left: JsonValue, errors: list[ErrorDetails], holes: set[Path]
) -> list[Mistake]:
    """What pydantic says of what was left, at the paths of the whole; whatever is wrong becomes a hole."""
    found = []
    before = frozenset(holes)
    for mistake in mistakes(model, left, errors):
        path = unshifted(mistake.path, before)
        if mistake.message and not meets(path, before):
            found.append(replace(mistake, path=path))
        holes.add(_cut(value, path, holes))
    return found


def _cut(value: JsonValue, path: Path, holes: set[Path]) -> Path:
    """What has to go for a mistake: the part itself, or, where a key is missing, the part that misses it."""
    path = written(value, path)[0]
    while path and path in holes:
        path = path[:-1]
    return path


def without(value: JsonValue, holes: set[Path], path: Path = ()) -> JsonValue:
    """A value without some of its parts."""
    if not holes:
        return value
    if isinstance(value, dict):
        return {k: without(v, holes, (*path, k)) for k, v in value.items() if (*path, k) not in holes}
    if isinstance(value, list):
        return [without(v, holes, (*path, i)) for i, v in enumerate(value) if (*path, i) not in holes]
    return value


def _at(value: JsonValue | Mapping[str, JsonValue], path: Path) -> object:
    """What is written at a path of the long form, as near as the document has it; the keys on the way included."""
    for part in path:
        if not has(value, part):
            break
        value = inside(value, part)
    return [*map(str, path), value]


def _names(text: str) -> frozenset[str]:
    datasets = DATASET.findall(text)
    return frozenset(datasets) | {step_of(dataset) for dataset in datasets}
