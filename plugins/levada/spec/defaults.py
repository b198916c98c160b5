"""Values for every pipeline in a folder and below: said once, and taken by whoever does not say otherwise."""

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from levada.names import DATASET, NAME, nearest, step_of
from levada.spec.base import Document, Name
from levada.spec.dataset import Dataset
from levada.spec.layers import HOLE, Layer, merged
from levada.spec.pipeline import Body
from levada.spec.source import Mistake, Place, Source
from levada.spec.step import Step

PATTERN = rf"\*|{NAME.pattern}\.\*|{DATASET.pattern}"
DatasetPattern = Annotated[str, StringConstraints(pattern=f"^({PATTERN})$")]


class Defaults(Document):
    """`pipeline`: what a pipeline says at its top. `steps`: by id. `datasets`: `*`, `raw.*` or a name; the narrower
    one wins."""

    kind: Literal["Defaults"]
    pipeline: Body = Body()
    steps: dict[Name, Step] = Field(default_factory=dict)
    datasets: dict[DatasetPattern, Dataset] = Field(default_factory=dict)


def overlay(source: Source, value: dict[str, Any], pipeline: dict[str, Any]) -> Layer:
    """What a defaults file (its value in long form) says about one pipeline, at the pipeline's own paths."""
    body, place = _within(value, source.place, "pipeline")
    steps, step_places = _steps(value, source.place, step_numbers(pipeline))
    datasets, dataset_places = _datasets(source, value, dataset_names(pipeline))
    inside = {**(place.inside or {}), "steps": step_places, "datasets": dataset_places}
    said = {**body} | ({"steps": steps} if steps else {}) | ({"datasets": datasets} if datasets else {})
    return Layer(source, said, Place(place.line, place.column, place.key, inside, place.file))


def _within(value: dict[str, Any], place: Place, key: str) -> tuple[dict[str, Any], Place]:
    """A map inside, and where it stands; what is not a map has been complained about."""
    inner = value.get(key)
    return (inner if isinstance(inner, dict) else {}), (place.inside or {}).get(key, place)


def _steps(value: dict[str, Any], around: Place, numbers: dict[str, int]) -> tuple[dict[int, Any], Place]:
    said, place = _within(value, around, "steps")
    found = {numbers[name]: (item, _at(place, name)) for name, item in said.items() if name in numbers}
    inside: dict[str | int, Place] = {number: at for number, (_, at) in found.items()}
    return {number: item for number, (item, _) in found.items()}, _holder(place, inside)


def _datasets(source: Source, value: dict[str, Any], names: list[str]) -> tuple[dict[str, Any], Place]:
    said, place = _within(value, source.place, "datasets")
    made: dict[str, Any] = {}
    inside: dict[str | int, Place] = {}
    for name in names:
        patterns = [pattern for pattern in ("*", f"{name.partition('.')[0]}.*", name) if pattern in said]
        if patterns:
            layers = [Layer(source, said[pattern], _at(place, pattern)) for pattern in patterns]
            made[name], inside[name] = merged(layers)
    return made, _holder(place, inside)


def _at(place: Place, key: str) -> Place:
    return (place.inside or {}).get(key, place)


def _holder(place: Place, inside: dict[str | int, Place]) -> Place:
    return Place(place.line, place.column, place.key, inside, place.file)


def step_numbers(pipeline: dict[str, Any]) -> dict[str, int]:
    """Steps of a pipeline (in long form, perhaps with mistakes) by the names they have."""
    steps = pipeline.get("steps")
    named = ((_name(step), number) for number, step in enumerate(steps if isinstance(steps, list) else ()))
    return {name: number for name, number in named if name}


def _name(step: Any) -> str | None:
    outputs = _outputs(step)
    said = step.get("id") if isinstance(step, dict) else None
    return said if isinstance(said, str) else step_of(outputs[0]) if len(outputs) == 1 else None


def dataset_names(pipeline: dict[str, Any]) -> list[str]:
    """Datasets a pipeline describes or fills, in order."""
    said, steps = pipeline.get("datasets"), pipeline.get("steps")
    filled = [name for step in (steps if isinstance(steps, list) else ()) for name in _outputs(step)]
    names = [*(said if isinstance(said, dict) else ()), *filled]
    return [name for name in dict.fromkeys(names) if DATASET.fullmatch(name)]


def _outputs(step: Any) -> list[str]:
    into = step.get("into") if isinstance(step, dict) else None
    items = into.values() if isinstance(into, dict) else into if isinstance(into, list) else ()
    return [item for item in items if isinstance(item, str)]


def unused(value: dict[str, Any], pipelines: list[dict[str, Any]]) -> Iterator[tuple[tuple[str, str], list[str]]]:
    """Steps and datasets that no pipeline below has: where they are said, and what there is. A pattern of a namespace
    is one of them if no dataset there is of it; `*` never is, it also means those to come."""
    steps = {name for pipeline in pipelines for name in step_numbers(pipeline)}
    datasets = {name for pipeline in pipelines for name in dataset_names(pipeline)}
    for key, known in (("steps", steps), ("datasets", datasets)):
        for name, said in _within(value, Place(0, 0), key)[0].items():
            if said is not HOLE and name != "*" and not any(_means(name, one) for one in known):
                yield (key, name), sorted(known)


def idle(path: tuple[str, str], known: list[str]) -> Mistake:
    """What is wrong with such a one. Of a pattern it is a warning: its datasets may be still to come."""
    key, name = path
    if DATASET.fullmatch(name) or key == "steps":
        hint = nearest(name, known) or f"{key} below this folder: {', '.join(known) or 'none'}"
        return Mistake(path, f"no pipeline below has the {key.removesuffix('s')} {name}", hint, key=True, id="defaults")
    spaces = sorted({f"{one.partition('.')[0]}.*" for one in known})
    hint = nearest(name, spaces) or f"namespaces below this folder: {', '.join(spaces) or 'none'}"
    message = f"no pipeline below has a dataset of {name}"
    return Mistake(path, message, hint, key=True, id="defaults", severity="warning")


def _means(said: str, name: str) -> bool:
    return said in (name, f"{name.partition('.')[0]}.*")
