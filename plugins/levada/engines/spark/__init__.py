"""Spark, whose driver is this process: jobs, queries and files, on tables of the environment's own catalogue."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from levada.plan.actions import Action, Ingest, Spark, Sql

if TYPE_CHECKING:
    from levada.engines.base import Engine, Gate, Verb


class SparkEngine:
    """An engine that needs PySpark and a JDK; both are looked for when a step is performed."""

    name = "spark"

    @property
    def performs(self) -> "Mapping[type[Action], Verb]":
        from levada.engines.spark.function import spark
        from levada.engines.spark.ingest import ingest
        from levada.engines.spark.query import sql

        return {Ingest: ingest, Spark: spark, Sql: sql}

    @property
    def check(self) -> "Gate | None":
        from levada.engines.spark.gate import check

        return check


ENGINE: "Engine" = SparkEngine()
