"""Which dataset somebody means: Trino's name of a table, a catalogue's, or the address of its files."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from levada.names import BUILD, CATALOGUE

TRINO = "trino://"
SKETCH = re.compile(r"/\.levada/scratch/(?:[^/]+/)*sketches/[0-9a-f]{32}/([^/]+)/([^/]+)(?:/|$)")
"""Where a table's sketch lies while Spark writes or reads it: its namespace and its name come last."""
BUILT = re.compile(rf"(?:{BUILD})+$")
SKETCHED = re.compile(r"sketch_[0-9a-f]{32}_")
"""What Spark's jobs that write one are called by, each by another."""
PASSING = re.compile(r"__(?:audit_[0-9a-f]{8}_|dbt_(?:tmp|backup)).*")
"""How names go on of what stands beside a build's tables for a while: drafts that Trino writes, dbt's own."""
SELECTED = re.compile(r"(?:branch|tag)_.+|(?:snapshot_id|at_timestamp)_\d+")
"""How Spark names a state of a table, behind its name."""
METADATA = frozenset({
    "all_data_files", "all_delete_files", "all_entries", "all_files", "all_manifests", "data_files", "delete_files",
    "entries", "files", "history", "manifests", "metadata_log_entries", "partitions", "position_deletes", "refs",
    "snapshots",
})  # fmt: skip
"""Iceberg's tables about a table, behind its name."""
FORMS = (
    (re.compile(r"^(?:file:?)?/+"), "file:/"),
    (re.compile(r"^s3[an]://"), "s3://"),
    (re.compile(r"(?<!:)/{2,}"), "/"),
)
"""How addresses of one place differ."""
LONGEST = 4096
"""Characters of a name; what is longer is none of ours."""


@dataclass(frozen=True, slots=True)
class Known:
    """What an environment knows of its tables' names. Addresses are as `address` has them.

    `namespace`: ours. `catalogue`: what Trino calls it. `addresses`: the catalogue's own. `warehouse`: below it tables
    lie. `locations`: where a table's files are -> its name in the catalogue. `filled`: datasets that levada's own steps
    fill. `besides`: other names, as the event itself explains them -> datasets."""

    namespace: str
    catalogue: str = CATALOGUE
    addresses: frozenset[str] = frozenset()
    warehouse: str = ""
    locations: Mapping[str, str] = field(default_factory=dict)
    filled: frozenset[str] = frozenset()
    besides: Mapping[tuple[str, str], str] = field(default_factory=dict)


def dataset(namespace: str, name: str, known: Known) -> str | None:
    """The dataset's name, for readers; None: it is none of ours, as far as is known."""
    if len(namespace) + len(name) > LONGEST:
        return None
    if namespace == known.namespace:
        return _read(name.split("."))
    if namespace.startswith(TRINO):
        catalogue, *rest = name.split(".")
        return _read(rest) if catalogue == known.catalogue else None
    if address(namespace) in known.addresses:
        return _read(name.split("."))
    return known.besides.get((namespace, name)) or _at(address(namespace, name), known)


def passing(namespace: str, name: str) -> bool:
    """Whether this names a table's sketch, which is gone when its step ends."""
    return "/.levada/scratch/" in address(namespace, name)


def address(namespace: str, name: str = "") -> str:
    """The one of an address's many forms that we compare: `s3://bucket/path`, `file:/path`."""
    whole = f"{namespace}/{name}" if name else namespace
    for form, ours in FORMS:
        whole = form.sub(ours, whole)
    return whole.rstrip("/")


def _read(parts: Sequence[str]) -> str | None:
    """The name by which a table is read: not as it is built, and not a state or a table about it."""
    if len(parts) == 3 and (parts[2] in METADATA or SELECTED.fullmatch(parts[2])):
        parts = parts[:2]
    if len(parts) != 2 or "." in f"{parts[0]}{parts[1]}":
        return None
    space, table = BUILT.sub("", parts[0]), parts[1].partition("$")[0]
    if space != parts[0]:
        table = PASSING.sub("", table)
    return f"{space}.{table}" if space and table else None


def _at(place: str, known: Known) -> str | None:
    """Whose files lie there."""
    if found := SKETCH.search(place):
        return _read(found.groups())
    while "/" in place:
        if place in known.locations:
            return _read(known.locations[place].split("."))
        place = place.rpartition("/")[0]
    return None
