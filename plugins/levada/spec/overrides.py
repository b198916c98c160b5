"""What an environment changes in the pipelines themselves: whom it means, and what it sets."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from pydantic import Field, JsonValue

from levada.spec.base import Name, Part
from levada.spec.dataset import Dataset
from levada.spec.defaults import dataset_names, step_numbers
from levada.spec.layers import Layer
from levada.spec.pipeline import Body
from levada.spec.source import Place, Source
from levada.spec.step import Step

SETS: Mapping[str, type[Part]] = {"Pipeline": Body, "Step": Step, "Dataset": Dataset}
COMMON = ("pipeline", "domain", "owner", "tags")
NAMES: Mapping[str, tuple[str, ...]] = {
    "Pipeline": COMMON,
    "Step": (*COMMON, "step"),
    "Dataset": (*COMMON, "dataset", "namespace"),
}
"""What can be selected by besides a part's own keys."""


class Override(Part):
    """Whatever all of `select` holds for is `set` so. `select`: `kind` (Pipeline, Step, Dataset), then names, `domain`,
    `tags` or any key of theirs, as defaults and pipelines say it; texts may be globs, a list means one of these."""

    id: Name
    select: dict[str, JsonValue]
    values: dict[str, JsonValue] = Field(alias="set")


@dataclass(frozen=True, slots=True)
class Order:
    """An override that was understood; `values` in long form, without what was not. `source`: the environment."""

    id: str
    kind: str
    select: Mapping[str, JsonValue]
    values: Any
    source: Source
    place: Place


def overlays(orders: tuple[Order, ...], name: str, pipeline: dict[str, Any]) -> Iterator[tuple[str, Layer]]:
    """Id of each override that means something of a pipeline (in long form, as it is without any), and what it says."""
    for order in orders:
        for value, inside in _selected(order, name, pipeline):
            place = Place(order.place.line, order.place.column, order.place.key, inside, order.place.file)
            yield order.id, Layer(order.source, value, place, by=f"override {order.id}")


def _selected(order: Order, name: str, pipeline: dict[str, Any]) -> Iterator[tuple[Any, dict[str | int, Place]]]:
    """The value at the pipeline's own paths, once for each part that is meant."""
    common = {key: pipeline.get(key) for key in ("domain", "owner", "tags")} | {"pipeline": name}
    if order.kind == "Pipeline":
        if _holds(order.select, {**pipeline, **common}):
            yield order.values, dict(order.place.inside or {})
        return
    key = "steps" if order.kind == "Step" else "datasets"
    for part, facts in _parts(order.kind, pipeline, common):
        if _holds(order.select, facts):
            around = Place(order.place.line, order.place.column, order.place.key, {part: order.place}, order.place.file)
            yield {key: {part: order.values}}, {key: around}


def _parts(kind: str, pipeline: dict[str, Any], common: dict[str, Any]) -> Iterator[tuple[str | int, dict[str, Any]]]:
    """Steps by number, or datasets by name, with what can be said of each."""
    if kind == "Step":
        for name, number in step_numbers(pipeline).items():
            yield number, {**pipeline["steps"][number], **common, "step": name, "id": name}
        return
    said = pipeline.get("datasets")
    for dataset in dataset_names(pipeline):
        own = said.get(dataset) if isinstance(said, dict) else None
        own = own if isinstance(own, dict) else {}
        tags = [*_list(own.get("tags")), *_list(common["tags"])]
        yield dataset, {**own, **common, "tags": tags, "dataset": dataset, "namespace": dataset.partition(".")[0]}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _holds(wanted: Mapping[str, JsonValue], facts: Mapping[str, Any]) -> bool:
    return all(_matches(value, facts.get(key)) for key, value in wanted.items())


def _matches(wanted: JsonValue, said: Any) -> bool:
    if isinstance(wanted, list):
        return any(_matches(one, said) for one in wanted)
    if isinstance(said, list):
        return any(_matches(wanted, one) for one in said)
    if isinstance(wanted, dict) and isinstance(said, dict):
        return all(_matches(inner, said.get(key)) for key, inner in wanted.items())
    if isinstance(wanted, str) and isinstance(said, str):
        return fnmatchcase(said, wanted)
    return type(wanted) is type(said) and wanted == said
