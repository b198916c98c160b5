"""An event as others send it -> the same event with our tables called as readers know them.

A pure function. An event whose names are right already comes back as it is; the order of datasets makes no difference;
what is not known to be ours, or is not as events are, is left alone."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from typing import Any

from levada.relay.identity import SKETCHED, Known, address, dataset
from levada.relay.merging import distinct, merged
from levada.relay.paths import COLUMNS, IN_DATASETS, IN_EVENTS, changed
from levada.relay.symlinks import explained, linked, names, told

Json = Any
SIDES = ("inputs", "outputs")
OURS_TO_SAY = ("columnLineage", "version")
"""What levada itself says of a dataset that it fills. Others have seen a draft being written, whose version is no
reader's; of a merge they tell that the table's columns come from themselves, or from nothing."""


def normalised(event: Json, known: Known) -> Json:
    """`event`: any JSON, usually an OpenLineage event."""
    known = replace(known, besides=explained(_about(event), known))
    event = changed(event, "job/name", lambda name: SKETCHED.sub("", name) if isinstance(name, str) else name)
    for path in IN_EVENTS:
        event = changed(event, path, partial(_renamed, known=known))
    for side in SIDES:
        event = changed(event, side, partial(_datasets, known=known, filled=side == "outputs"))
    return changed(event, "dataset", partial(_dataset, known=known, filled=False))


def strangers(event: Json, known: Known) -> Iterator[str]:
    """Addresses below the warehouse, in a normalised event, where no table is known to lie."""
    found: list[Json] = []
    for one in _about(event):
        found.append(one)
        for path in IN_DATASETS:
            changed(one, path, found.append)
    for place in (address(*called) for called in map(names, found) if called):
        if known.warehouse and place.startswith(f"{known.warehouse}/"):
            yield place


def _about(event: Json) -> list[Json]:
    """The datasets that it is about."""
    sides = [event.get(side) for side in SIDES] if isinstance(event, dict) else []
    return [one for side in sides if isinstance(side, list) for one in side]


def _datasets(said: Json, known: Known, filled: bool) -> Json:
    """A list of them, of ours each once."""
    if not isinstance(said, list):
        return said
    found: dict[object, list[Json]] = {}
    for number, one in enumerate(_dataset(each, known, filled) for each in said):
        called = names(one)
        found.setdefault(called if called and called[0] == known.namespace else number, []).append(one)
    return [merged(several) for several in found.values()]


def _dataset(said: Json, known: Known, filled: bool) -> Json:
    """`filled`: by the job that the event is about."""
    for path in IN_DATASETS:
        said = changed(said, path, partial(_renamed, known=known))
    for path in COLUMNS:
        said = changed(said, path, lambda columns: distinct(columns) if isinstance(columns, list) else columns)
    called = names(said)
    name = told(said, called, known) if called else None
    if called is None or name is None:
        return said
    if filled and name in known.filled and called != (known.namespace, name):
        said = changed(said, "facets", _left_to_us)
    return {**linked(said, called, name, known), "namespace": known.namespace, "name": name}


def _left_to_us(facets: Json) -> Json:
    if not isinstance(facets, dict):
        return facets
    return {key: body for key, body in facets.items() if key not in OURS_TO_SAY}


def _renamed(said: Json, known: Known) -> Json:
    """What names a dataset, and says something else about it; a job has a name too."""
    called = names(said)
    if called is None or said.get("type") == "JOB":
        return said
    name = dataset(*called, known)
    return {**said, "namespace": known.namespace, "name": name} if name else said
