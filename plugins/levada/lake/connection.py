"""DuckDB in this process: one connection a task, which spills into the task's own scratch folder."""

from pathlib import Path

import duckdb

from levada.lake.sql import literal
from levada.lake.stores import Stores

MEMORY = "40%"
"""Of the machine's: two tasks at once must fit beside Airflow."""


def connect(
    scratch: Path,
    stores: Stores | None = None,
    database: str = ":memory:",
    read_only: bool = False,
    memory: str = MEMORY,
) -> duckdb.DuckDBPyConnection:
    """A connection that speaks UTC, never asks the network for extensions, and keeps rows in the order of the files.

    `stores`: those in which it may read."""
    connection = duckdb.connect(database, read_only=read_only)
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"SET memory_limit = '{memory}'")
    connection.execute(f"SET temp_directory = {literal(str(scratch / 'spill'))}")
    connection.execute("SET autoinstall_known_extensions = false")
    connection.execute("SET enable_progress_bar = false")
    if stores:
        reach(connection, stores)
    return connection


def reach(connection: duckdb.DuckDBPyConnection, stores: Stores) -> None:
    """Let a connection read in object stores."""
    if stores.known:
        from levada.lake.store_files import StoreFiles

        connection.register_filesystem(StoreFiles(stores))
