"""Everything in this process or a child of it: Arrow, DuckDB, PySpark code through SQLFrame, dbt-duckdb."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from levada.plan.actions import Action, Dbt, Ingest, Python, Spark, Sql

if TYPE_CHECKING:
    from levada.engines.base import Engine, Gate, Prepared, Verb, Work


def _ingest(work: "Work") -> "Prepared":
    from levada.engines.embedded.ingest import ingest

    return ingest(work)


def _spark(work: "Work") -> "Prepared":
    from levada.engines.embedded.spark import spark

    return spark(work)


def _dbt(work: "Work") -> "Prepared":
    from levada.engines.embedded.dbt import dbt

    return dbt(work)


def _python(work: "Work") -> "Prepared":
    from levada.engines.embedded.python import python

    return python(work)


def _sql(work: "Work") -> "Prepared":
    from levada.engines.embedded.query import sql

    return sql(work)


class Embedded:
    """An engine that needs nothing but packages from PyPI. What a verb needs is imported when it is performed: a step
    pays for its own alone, and its child processes, which import this package too, start fast."""

    name = "embedded"

    @property
    def performs(self) -> "Mapping[type[Action], Verb]":
        return {Ingest: _ingest, Spark: _spark, Dbt: _dbt, Python: _python, Sql: _sql}

    @property
    def check(self) -> "Gate | None":
        from levada.engines.embedded.gate import check

        return check


ENGINE: "Engine" = Embedded()
