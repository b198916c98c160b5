"""Where a value of a pipeline comes from: everything that was said about it, weak to strong."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import JsonValue

from levada.spec.defaults import step_numbers
from levada.spec.layers import BY_ID, HOLE, Layer, ids
from levada.spec.pipeline import Pipeline
from levada.spec.project import Project
from levada.spec.schedule import DefaultArgs
from levada.spec.source import Path, Source, has, inside
from levada.spec.step import Step
from levada.spec.vocabulary import keys, part_at

BUILT_IN = "built-in"


@dataclass(frozen=True, slots=True)
class Saying:
    """What one layer says: `file`, line and column (0: not in a file) and the path there. `by`: who, beyond a file."""

    value: JsonValue
    file: str
    line: int = 0
    column: int = 0
    path: str = ""
    by: str = ""


def path_of(project: Project, pipeline: str, words: str) -> tuple[Path, list[str]]:
    """`datasets.raw.flights.write` -> its path, or as far as it goes, with what there is from there on."""
    value: Any = project.sources[pipeline].value or {}
    path: Path = ()
    rest = words
    while rest:
        known = _known(path, value)
        found = max((key for key in known if rest == key or rest.startswith(f"{key}.")), key=len, default=None)
        if found is None:
            return path, list(known)
        part = known[found]
        path, rest = (*path, part), rest[len(found) + 1 :]
        value = inside(value, part) if has(value, part) else None
    return path, []


def _known(path: Path, value: Any) -> dict[str, str | int]:
    """What can be named at a path: what is said, what could be, and steps by their names."""
    if isinstance(value, list):
        numbers: dict[str, str | int] = {str(number): number for number in range(len(value))}
        return {**numbers, **(step_numbers({"steps": value}) if path == ("steps",) else ids(value))}
    part = part_at(Pipeline, path)
    said = {key: key for key in value} if isinstance(value, dict) else {}
    return said | ({key: key for key in keys(part)} if part else {})


def provenance(project: Project, pipeline: str, path: Path) -> list[Saying]:
    """Everything that is said about a value; the last saying holds. Empty: nothing is, and there is no built-in value.

    What steps do not say of how they are tried, `default_args` says."""
    layers, source = project.layers[pipeline], project.sources[pipeline]
    whole = source.value
    said = [saying for layer in layers for saying in _said(layer, path, source)]
    part = part_at(Pipeline, path[:-1])
    if part is Step and path[-1] in keys(DefaultArgs):
        said = [saying for layer in layers for saying in _said(layer, ("default_args", path[-1]), source)] + said
    value: Any = whole
    for key in path:
        value = inside(value, key) if has(value, key) else None
    if said and said[-1].value != value and value is not None:
        both = isinstance(value, dict) or bool(isinstance(value, list) and ids(value))
        said.append(Saying(value, "", by="merged" if both else "variables filled in"))
    return [*_built_in(path), *said]


def _built_in(path: Path) -> Iterator[Saying]:
    part, key = part_at(Pipeline, path[:-1]), path[-1]
    for name, field in part.model_fields.items() if part else ():
        if key == (field.alias or name) and not field.is_required():
            value = field.get_default(call_default_factory=True, validated_data={})
            if isinstance(value, str | int | bool):
                yield Saying(value, BUILT_IN)


def _said(layer: Layer, path: Path, source: Source) -> Iterator[Saying]:
    """`path` as the whole has it, in which an item of a list may have another number than in the layer."""
    value, own = layer.value, list[str | int]()
    for depth in range(len(path)):
        here = _number(layer, tuple(own), value, source, path[: depth + 1])
        if not has(value, here):
            return
        own.append(here)
        value = inside(value, here)
    if value is HOLE:
        return
    _, place = layer.place.at(tuple(own))
    home = layer.source
    there = home.place.path_of(place) or ()
    yield Saying(value, home.file, place.line, place.column, ".".join(map(str, there)), layer.by)


def _number(layer: Layer, own: Path, value: Any, source: Source, path: Path) -> str | int:
    """Where a layer has what the whole has at a path: of lists that merge, an item with an id by it, another one by
    where it is written."""
    *before, key = path
    if tuple(before[-2:]) != BY_ID or not isinstance(value, list):
        return key
    whole: Any = source.value
    for part in before:
        whole = inside(whole, part) if has(whole, part) else []
    id_ = next((id_ for id_, number in ids(whole).items() if number == key), None)
    if id_ is not None:
        return ids(value).get(id_, len(value))
    items, place = layer.place.at(own)[1].inside or {}, source.place.at(path)[1]
    return next((number for number, item in items.items() if item is place), len(value))
