"""Where an event names datasets: in a table, so that each place is there once."""

from collections.abc import Callable, Sequence
from typing import Any

Json = Any
Change = Callable[[Any], Any]
EACH = "*"
"""Each one of a list, or each value of an object."""
SOURCES = ("inputs/*", "fields/*/inputs/*")
IN_DATASETS = (
    "facets/columnLineage/fields/*/inputFields/*",
    "facets/columnLineage/dataset/*",
    "facets/lifecycleStateChange/previousIdentifier",
    *(f"facets/lineage/{source}" for source in SOURCES),
)
"""Of other datasets, in what is said of one."""
IN_EVENTS = ("job/facets/lineage/entries/*", *(f"job/facets/lineage/entries/*/{source}" for source in SOURCES))
"""Of datasets, in what is said of a job."""
COLUMNS = tuple(f"facets/columnLineage/{fields}" for fields in ("fields/*/inputFields", "dataset"))
"""In which two names of one column become one."""


def changed(value: Json, path: str, change: Change) -> Json:
    """The same value with what stands at a path changed; where there is no such path, the value itself."""
    return _changed(value, path.split("/"), change)


def _changed(value: Json, path: Sequence[str], change: Change) -> Json:
    if not path:
        return change(value)
    first, *rest = path
    match value:
        case dict() if first == EACH:
            return {key: _changed(one, rest, change) for key, one in value.items()}
        case list() if first == EACH:
            return [_changed(one, rest, change) for one in value]
        case dict() if first in value:
            return {**value, first: _changed(value[first], rest, change)}
    return value
