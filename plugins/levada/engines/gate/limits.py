"""What a gate cannot see, by its engine: known without loading any engine."""

from collections.abc import Mapping
from dataclasses import dataclass

from levada.engines.queries.dialects import DUCKDB, SPARK, TRINO, Dialect


@dataclass(frozen=True, slots=True)
class Limits:
    """`dialect`: in which it is asked. `unread`: types of columns that make a whole table unreadable. `textless`: types
    whose values are no text that would be the same elsewhere, so that patterns, formats and lengths cannot be asked of
    them."""

    dialect: Dialect
    unread: frozenset[str] = frozenset()
    textless: frozenset[str] = frozenset()


FRACTIONS = frozenset({"float", "double"})
LIMITS: Mapping[str, Limits] = {
    "embedded": Limits(DUCKDB),
    "spark": Limits(SPARK, frozenset({"time"}), FRACTIONS),
    "trino": Limits(TRINO, textless=FRACTIONS),
}
"""Engine -> what its gate cannot see."""
