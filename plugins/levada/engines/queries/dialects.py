"""The engines that are asked in SQL, and what each understands: known without loading any of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Dialect:
    """An engine's SQL. `name`: sqlglot's. `engine`: as people say it."""

    name: str
    engine: str


DUCKDB = Dialect("duckdb", "DuckDB")
SPARK = Dialect("spark", "Spark")
TRINO = Dialect("trino", "Trino")
DIALECTS: Mapping[str, Dialect] = {"embedded": DUCKDB}
"""Engine -> the SQL it is asked in."""


@cache
def functions(dialect: Dialect) -> frozenset[str]:
    """The names of an engine's functions, without those that are syntax."""
    listed = files("levada.engines.queries") / "functions" / f"{dialect.name}.txt"
    return frozenset(listed.read_text("utf-8").split())
