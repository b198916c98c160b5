"""Everything in this process or a child of it: Arrow, DuckDB, PySpark code through SQLFrame, dbt-duckdb."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from levada.plan.actions import Action, Dbt, Ingest, Python, Spark, Sql

if TYPE_CHECKING:
    from levada.engines.base import Engine, Gate, Verb


class Embedded:
    """An engine that needs nothing but packages from PyPI. What it needs is imported when a verb is asked for: its
    child processes import this package too, and are to start fast."""

    name = "embedded"

    @property
    def performs(self) -> "Mapping[type[Action], Verb]":
        from levada.engines.embedded.dbt import dbt
        from levada.engines.embedded.ingest import ingest
        from levada.engines.embedded.python import python
        from levada.engines.embedded.query import sql
        from levada.engines.embedded.spark import spark

        return {Ingest: ingest, Spark: spark, Dbt: dbt, Python: python, Sql: sql}

    @property
    def check(self) -> "Gate | None":
        from levada.engines.embedded.gate import check

        return check


ENGINE: "Engine" = Embedded()
