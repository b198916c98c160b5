"""Where a pipeline's values come from, weak to strong, and how they become one document.

Maps merge, a null takes away what weaker layers say, everything else replaces. But a dataset's checks merge by their
ids, and those without one are added: no check is lost because somebody has another one. Steps are layered by their
numbers: a layer that is no pipeline has a map there, index to item."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from levada.spec.source import Path, Place, Source

BY_ID = ("quality", "checks")
"""Where the lists lie that merge."""

HOLE = object()
"""Stands where a layer had a mistake: the value is meant to be there, and nobody knows what it is."""


@dataclass(frozen=True, slots=True)
class Layer:
    """Values in long form, at the paths they have in the pipeline; `source` is the file they are written in.

    `own`: it is the pipeline itself, whose nulls are values where there is nothing to take away. `by`: who says it,
    where that is more than a file."""

    source: Source
    value: Any
    place: Place
    own: bool = False
    by: str = ""


def merged(layers: Iterable[Layer]) -> tuple[Any, Place]:
    """One value and the places of its parts, each in the file that said it last."""
    value: tuple[Any, Place] = {}, Place(0, 0)
    for layer in layers:
        value = _over(value, (layer.value, layer.place), layer.own, ())
    return value


def _over(weak: tuple[Any, Place], strong: tuple[Any, Place], own: bool, path: Path) -> tuple[Any, Place]:
    if path[-2:] == BY_ID and (low := _by_id(*weak, "weak")) and (high := _by_id(*strong, "strong")):
        return _listed(*_over(low, high, own, ()))
    under, over = weak[0], strong[0]
    if not isinstance(under, dict | list) or not isinstance(over, dict | list) or _lists(under, over):
        return strong
    below, above = _keyed(under), _keyed(over)
    inside = dict(strong[1].inside or {})  # users' own keys keep their places
    made: dict[Any, Any] = {}
    for key in (*below, *(key for key in above if key not in below)):
        if key in below and key in above:
            if above[key] is None:
                continue
            pair = (below[key], _part(weak[1], key)), (above[key], _part(strong[1], key))
            made[key], inside[key] = _over(*pair, own, (*path, key))
        elif key in above and (own or above[key] is not None):
            made[key], inside[key] = (above[key] if own else bare(above[key])), _part(strong[1], key)
        elif key in below:
            made[key], inside[key] = below[key], _part(weak[1], key)
    listed = isinstance(under, list) or isinstance(over, list)
    around = weak[1] if isinstance(under, list) else strong[1]
    return ([made[key] for key in sorted(made)] if listed else made), replace(around, inside=inside)


def _by_id(value: Any, place: Place, layer: str) -> tuple[dict[Any, Any], Place] | None:
    """A list of maps by their ids; those that have none, or that of one before them, by what nothing in another layer
    is called: such a list loses nothing either. None: it is another value."""
    if not isinstance(value, list) or not value or not all(isinstance(item, dict) for item in value):
        return None
    names = {number: id_ for id_, number in ids(value).items()}
    keys: list[Any] = [names.get(number, (layer, number)) for number in range(len(value))]
    inside: dict[Any, Place] = {key: _part(place, number) for number, key in enumerate(keys)}
    return dict(zip(keys, value, strict=True)), replace(place, inside=inside)


def ids(items: list[Any]) -> dict[str, int]:
    """The ids of a list's items, of those that have one, and their numbers; of several with the same, the first's."""
    said = [item.get("id") if isinstance(item, dict) else None for item in items]
    return {id_: said.index(id_) for id_ in said if isinstance(id_, str)}


def _listed(value: dict[Any, Any], place: Place) -> tuple[list[Any], Place]:
    """The list again, in the weaker one's order and then the stronger one's."""
    return [*value.values()], replace(place, inside={number: _part(place, key) for number, key in enumerate(value)})


def bare(value: Any) -> Any:
    """A value without its nulls: they only take away."""
    if isinstance(value, dict):
        return {key: bare(inner) for key, inner in value.items() if inner is not None}
    return value


def _lists(under: Any, over: Any) -> bool:
    """Other lists replace one another, and maps of names do not meet lists."""
    if isinstance(under, list) and isinstance(over, list):
        return True
    maps = [value for value in (under, over) if isinstance(value, dict)]
    return len(maps) == 1 and not all(isinstance(key, int) for key in maps[0])


def _keyed(value: Any) -> Mapping[Any, Any]:
    return dict(enumerate(value)) if isinstance(value, list) else value


def _part(place: Place, key: Any) -> Place:
    """Where a part is written; of a short form, where that is."""
    return (place.inside or {}).get(key) or replace(place, inside=None)


def holes(value: Any, path: Path = ()) -> Iterable[Path]:
    """Where the mistakes of layers ended up."""
    if value is HOLE:
        yield path
    elif isinstance(value, dict | list):
        for key, inner in _keyed(value).items():
            yield from holes(inner, (*path, key))


def hollowed(value: Any, paths: frozenset[Path], path: Path = ()) -> Any:
    """A value with HOLE at some of its paths."""
    if path in paths:
        return HOLE
    if isinstance(value, dict):
        return {key: hollowed(inner, paths, (*path, key)) for key, inner in value.items()}
    if isinstance(value, list):
        return [hollowed(inner, paths, (*path, number)) for number, inner in enumerate(value)]
    return value


def filled(value: Any) -> Any:
    """A value that is JSON again: what was a hole is nothing."""
    if isinstance(value, dict):
        return {key: filled(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [filled(inner) for inner in value]
    return None if value is HOLE else value
