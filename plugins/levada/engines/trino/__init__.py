"""A cluster of Trino's, asked from this process: it computes, and what it brings is published here."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from levada.plan.actions import Action, Dbt, Sql

if TYPE_CHECKING:
    from levada.engines.base import Engine, Gate, Verb


class Trino:
    """An engine that has to be reached: the environment says where, as `engines.trino`."""

    name = "trino"

    @property
    def performs(self) -> "Mapping[type[Action], Verb]":
        from levada.engines.trino.dbt import dbt
        from levada.engines.trino.query import sql

        return {Dbt: dbt, Sql: sql}

    @property
    def check(self) -> "Gate | None":
        from levada.engines.trino.gate import check

        return check


ENGINE: "Engine" = Trino()
