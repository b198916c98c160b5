"""Which engines there are, and what each can do: known without importing any of them."""

from importlib import import_module
from typing import TYPE_CHECKING

from levada.errors import Permanent
from levada.plan.actions import CHECK

if TYPE_CHECKING:
    from levada.engines.base import Engine

ABILITIES: dict[str, frozenset[str]] = {
    "embedded": frozenset({"ingest", "spark", "dbt", "python", "sql", CHECK}),
    "spark": frozenset({"spark", "sql", CHECK}),
    "trino": frozenset({"dbt", "sql", CHECK}),
}
"""Engine -> verbs. The conformance suite holds each engine to its line."""

CLASSES = {"embedded": "Embedded", "spark": "SparkEngine", "trino": "Trino"}


def engine(name: str) -> "Engine":
    """The engine of that name.

    Raises:
        Permanent: there is none; the message lists those that are.
    """
    if name not in CLASSES:
        raise Permanent(f"there is no engine {name!r}: an environment's `verbs` may name {', '.join(CLASSES)}")
    made: Engine = getattr(import_module(f"levada.engines.{name}"), CLASSES[name])()
    return made
