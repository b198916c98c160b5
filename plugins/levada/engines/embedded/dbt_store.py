"""Loaded by dbt-duckdb in dbt's own process: lets its connection read in the object stores that the step reads."""

from typing import Any

from dbt.adapters.duckdb.plugins import BasePlugin

from levada.lake.connection import reach
from levada.lake.stores import given


class Plugin(BasePlugin):
    """The name is dbt-duckdb's."""

    def configure_connection(self, conn: Any) -> None:
        reach(conn, given())
