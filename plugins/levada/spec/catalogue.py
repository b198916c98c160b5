"""How the catalogue is reached, judged alone: whether there is such a kind of catalogue."""

from collections.abc import Iterator, Mapping

from levada.names import nearest
from levada.spec.source import Mistake

KINDS = ("sql", "rest", "hive", "glue", "dynamodb", "bigquery", "in-memory")
"""pyiceberg's own words."""


def unknown(said: Mapping[str, object]) -> Iterator[Mistake]:
    """A `type` that pyiceberg does not have."""
    kind = said.get("type")
    if isinstance(kind, str) and kind not in KINDS:
        hint = nearest(kind, [*KINDS]) or f"write one of: {', '.join(KINDS)}"
        yield Mistake(("catalog", "type"), f"there is no catalogue of type {kind!r}", hint)
