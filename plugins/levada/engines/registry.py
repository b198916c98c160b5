"""Which engines there are, and what each can do: known without importing any of them."""

from importlib import import_module
from typing import TYPE_CHECKING

from levada.errors import Permanent
from levada.plan.actions import CHECK

if TYPE_CHECKING:
    from levada.engines.base import Engine

ABILITIES: dict[str, frozenset[str]] = {
    "embedded": frozenset({"ingest", "spark", "dbt", "python", "sql", CHECK}),
    "spark": frozenset({"ingest", "spark", "sql", CHECK}),
    "trino": frozenset({"dbt", "sql", CHECK}),
}
"""Engine -> verbs, which `levada.engines.<name>.ENGINE` performs. The conformance suite holds each to its line."""


def engine(name: str) -> "Engine":
    """The engine of that name.

    Raises:
        Permanent: there is none; the message lists those that are.
    """
    if name not in ABILITIES:
        raise Permanent(f"there is no engine {name!r}: an environment's `verbs` may name {', '.join(ABILITIES)}")
    found: Engine = import_module(f"levada.engines.{name}").ENGINE
    return found
