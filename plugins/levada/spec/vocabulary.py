"""Which words may stand where: those of this release come from the models, those of later ones are listed here."""

from collections.abc import Iterator, Mapping
from typing import get_args, get_origin

from levada.spec.base import Part
from levada.spec.dataset import Dataset, Quality, Write
from levada.spec.environment import Environment, SparkConf
from levada.spec.pipeline import Pipeline
from levada.spec.schedule import Backfill
from levada.spec.shape import flat
from levada.spec.source import Path
from levada.spec.step import Ingest, Read, Spark, Step
from levada.spec.wait import Wait

BREADTH, ENGINES, QUALITY, MAINTENANCE = "1b breadth", "2 engines", "3 quality", "4 maintenance"
AUTHORING, INGESTION, LINEAGE, OPERATIONS = "5 authoring", "6 ingestion", "7 lineage", "8 operations"
GOVERNANCE, PLATFORM = "9 governance", "10 platform"

KINDS: Mapping[str, str] = {
    "Template": AUTHORING,
    "Policy": AUTHORING,
    "AirbyteConnection": INGESTION,
    "Access": GOVERNANCE,
    "Domain": GOVERNANCE,
    "Platform": PLATFORM,
}
FOLDERS: Mapping[str, str] = {
    "templates": AUTHORING,
    "policies": AUTHORING,
    "airbyte": INGESTION,
    "nifi": INGESTION,
    "access": GOVERNANCE,
    "domains": GOVERNANCE,
    "platform": PLATFORM,
}


def _of(capability: str, words: str) -> dict[str, str]:
    return dict.fromkeys(words.split(), capability)


KEYS: Mapping[type[Part], Mapping[str, str]] = {
    Backfill: _of(BREADTH, "lookback"),
    Pipeline: _of(AUTHORING, "template with tests") | _of(OPERATIONS, "alerts"),
    Step: _of(AUTHORING, "pod") | _of(ENGINES, "resources") | _of(LINEAGE, "lineage"),
    Ingest: _of(INGESTION, "airbyte nifi database kafka"),
    Wait: _of(AUTHORING, "approval"),
    Read: _of(AUTHORING, "as_of"),
    Dataset: _of(MAINTENANCE, "maintenance") | _of(GOVERNANCE, "retention privacy access classification"),
    Write: _of(INGESTION, "hard_deletes updated_at"),
    Quality: _of(QUALITY, "quarantine history"),
    SparkConf: _of(ENGINES, "placement image"),
    Environment: _of(ENGINES, "extends placements images secrets") | _of(BREADTH, "archive") | _of(LINEAGE, "lineage"),
}
VALUES: Mapping[tuple[type[Part], str], Mapping[str, str]] = {
    (Write, "strategy"): _of(INGESTION, "scd2"),
    (Spark, "trigger"): _of(ENGINES, "continuous"),
    (Quality, "on_failure"): _of(QUALITY, "quarantine drop"),
    (Environment, "verbs"): _of(BREADTH, "operator wait") | _of(AUTHORING, "pod") | _of(MAINTENANCE, "maintain"),
}
"""Values of later releases of a field; of a map, its keys."""


def later(capability: str) -> str:
    """How a word of a later release is refused."""
    return f"known, not in this release: it comes with ({capability.split()[0]}) {capability.partition(' ')[2]}"


def later_words(part: type[Part]) -> dict[str, str]:
    """Words of later releases there, and what they come with."""
    return {word: what for kind in part.__mro__ for word, what in KEYS.get(kind, {}).items()}


def part_at(model: type[Part], path: Path) -> type[Part] | None:
    """The model of what stands at a path of a document; None where it is not ours (a scalar, a map of users' keys)."""
    types: list[object] = [model]
    for step in path:
        types = [inner for kind in types for inner in _below(kind, step)]
    return next((kind for kind in types if isinstance(kind, type) and issubclass(kind, Part)), None)


def keys(part: type[Part]) -> list[str]:
    """The keys a person may write there, in this release."""
    return [field.alias or name for name, field in part.model_fields.items()]


def _below(kind: object, step: str | int) -> Iterator[object]:
    if isinstance(kind, type) and issubclass(kind, Part):
        fields = {field.alias or name: field for name, field in kind.model_fields.items()}
        if step in fields:
            yield from flat(fields[str(step)].annotation)
    elif get_origin(kind) is tuple and isinstance(step, int):
        yield from flat(get_args(kind)[0])
    elif get_origin(kind) is dict and isinstance(step, str):
        yield from flat(get_args(kind)[1])
