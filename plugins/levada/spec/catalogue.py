"""How the catalogue is reached, judged alone: whether there is such a kind of catalogue, and where it is."""

from collections.abc import Iterator, Mapping

from levada.names import nearest
from levada.spec.source import Mistake

KINDS = ("sql", "rest", "hive", "glue", "dynamodb", "bigquery", "in-memory")
"""pyiceberg's own words."""
ADDRESSED = ("sql", "rest", "hive")
MAPS = ("ssl", "auth")
"""Properties of pyiceberg's that hold others."""


def unreachable(said: Mapping[str, object]) -> Iterator[Mistake]:
    """A `type` that pyiceberg does not have, no address where one is needed, and maps where it has none."""
    yield from _unknown(said)
    if said.get("type", "rest") in ADDRESSED and not {"uri", "py-catalog-impl"} & set(said):
        yield Mistake(("catalog",), "where the catalogue is, is not said", "add its `uri`", key=True)
    for key, value in said.items():
        if isinstance(value, Mapping) and key not in MAPS:
            hint = "a secret is written {secret: name}, by the name of the variable that has it"
            yield Mistake(("catalog", key), f"{key} must be text or a secret, not a map", hint)


def _unknown(said: Mapping[str, object]) -> Iterator[Mistake]:
    kind = said.get("type")
    if isinstance(kind, str) and kind not in KINDS:
        hint = nearest(kind, [*KINDS]) or f"write one of: {', '.join(KINDS)}"
        yield Mistake(("catalog", "type"), f"there is no catalogue of type {kind!r}", hint)
