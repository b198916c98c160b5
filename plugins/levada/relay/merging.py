"""What is said of one dataset in several places becomes one saying, whichever came first."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

Json = Any
PARTS = ("facets", "inputFacets", "outputFacets")


def merged(datasets: Sequence[Json]) -> Json:
    """Of one name. Each facet once: of several that differ, the one that says most; other names are all kept."""
    return _united(datasets, lambda key, said: _facets(said) if key in PARTS else fullest(said))


def distinct(values: Iterable[Json]) -> list[Json]:
    """Each value once, where it first stands."""
    return list({json.dumps(value, sort_keys=True): value for value in values}.values())


def fullest(said: Sequence[Json]) -> Json:
    """The one that is longest when it is written."""
    return max(said, key=_length)


def _facets(said: Sequence[Json]) -> Json:
    return _united(said, lambda key, each: _names(each) if key == "symlinks" else fullest(each))


def _names(said: Sequence[Json]) -> Json:
    lists = [one["identifiers"] for one in said if isinstance(one, dict) and isinstance(one.get("identifiers"), list)]
    if len(lists) < 2:
        return fullest(said)
    names = distinct(name for each in lists for name in each)
    return {**fullest([one for one in said if isinstance(one, dict)]), "identifiers": sorted(names, key=_length)}


def _united(said: Sequence[Json], one_of: Callable[[str, Sequence[Json]], Json]) -> Json:
    """An object with the keys of all."""
    objects = [one for one in said if isinstance(one, dict)]
    if len(said) == 1 or not objects:
        return fullest(said)
    keys = dict.fromkeys(key for one in objects for key in one)
    return {key: one_of(key, [one[key] for one in objects if key in one]) for key in keys}


def _length(value: Json) -> tuple[int, str]:
    written = json.dumps(value, sort_keys=True)
    return len(written), written
