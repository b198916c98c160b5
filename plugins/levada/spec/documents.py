"""A document of ours as far as it can be understood: what is wrong is named and cut out, the rest is a model."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import JsonValue, ValidationError

from levada.names import DATASET, step_of
from levada.spec.base import Part
from levada.spec.mistakes import mistakes, written
from levada.spec.shorthand import long_form
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
        return any(hole[: len(path)] == path[: len(hole)] for hole in self.holes)

    def original(self, path: Path) -> Path:
        """A path of the model as one of the document: cut-out list items shift the ones behind them."""
        found: Path = ()
        for part in path:
            index = part
            if isinstance(index, int):
                for gone in sorted(hole[-1] for hole in self.holes if hole[:-1] == found and isinstance(hole[-1], int)):
                    index += gone <= index
            found = (*found, index)
        return found

    def unsure(self) -> frozenset[str]:
        """Names that what was cut out may have meant: datasets and steps it is too early to miss."""
        if self.model is None:
            return _names(self.source.text)
        gone = [*(_at(self.source.value, hole) for hole in self.holes), *self.source.lost]
        return _names("\n".join(map(json.dumps, gone)))


def parsed(model: type[Model], source: Source, kind: str) -> Parsed[Model]:
    """Validate a source as a document of one kind; `kind` and `apiVersion` themselves have been judged before."""
    if source.value is None:
        return Parsed(source, None, mistakes=source.mistakes)
    whole = long_form(model, source.value) | {"apiVersion": "levada/v1", "kind": kind}
    found = list(source.mistakes)
    holes = {mistake.path for mistake in found if mistake.path}
    for _ in range(ROUNDS):
        value = without(whole, holes)
        try:
            return Parsed(source, model.model_validate_json(json.dumps(value)), frozenset(holes), tuple(found))
        except ValidationError as error:
            so_far: Parsed[Model] = Parsed(source, None, frozenset(holes))
            for mistake in mistakes(model, value, error.errors(include_url=False)):
                path = so_far.original(mistake.path)
                if mistake.message and not so_far.touched(path):
                    found.append(Mistake(path, mistake.message, mistake.hint, mistake.key))
                holes.add(_cut(whole, path, holes))
        if () in holes:
            break
    return Parsed(source, None, frozenset(holes), tuple(found))


def _cut(value: JsonValue, path: Path, holes: set[Path]) -> Path:
    """What has to go for a mistake: the part itself, or, where a key is missing, the part that misses it."""
    path = written(value, path)[0]
    while path and path in holes:
        path = path[:-1]
    return path


def without(value: JsonValue, holes: set[Path], path: Path = ()) -> JsonValue:
    """A value without some of its parts."""
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
