"""The engines that are asked in SQL, and what each understands: known without loading any of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Dialect:
    """An engine's SQL. `name`: sqlglot's. `engine`: as people say it. `open`: others may have given it functions that
    nobody else knows of. `federated`: it reads other catalogues too. `lacks`: parts of SQL, by sqlglot's names, that it
    does not have."""

    name: str
    engine: str
    open: bool = False
    federated: bool = False
    lacks: frozenset[str] = frozenset({"matchrecognize"})


DUCKDB = Dialect("duckdb", "DuckDB", lacks=frozenset({"format", "matchrecognize"}))
SPARK = Dialect("spark", "Spark")
TRINO = Dialect("trino", "Trino", open=True, federated=True, lacks=frozenset())
DIALECTS: Mapping[str, Dialect] = {"embedded": DUCKDB, "spark": SPARK, "trino": TRINO}
"""Engine -> the SQL it is asked in."""


@cache
def functions(dialect: Dialect) -> frozenset[str]:
    """The names of an engine's functions, without those that are syntax."""
    listed = files("levada.engines.queries") / "functions" / f"{dialect.name}.txt"
    return frozenset(listed.read_text("utf-8").split())
