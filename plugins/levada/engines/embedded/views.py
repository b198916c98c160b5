"""Everything a task reads, as queries over the files of published snapshots."""

from typing import TYPE_CHECKING

from levada.engines.base import Work
from levada.engines.inputs import inputs
from levada.lake.connection import reach
from levada.lake.queries import query as query
from levada.lake.sql import identifier
from levada.names import namespace, short

if TYPE_CHECKING:
    import duckdb


def create(connection: "duckdb.DuckDBPyConnection", work: Work) -> None:
    """Every dataset a task reads as a view of its own name."""
    found = tuple(inputs(work))
    reach(connection, work.lake.stores)
    for read, rows in found:
        schema, name = namespace(read.dataset), short(read.dataset)
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {identifier(schema)}")
        connection.execute(f"CREATE VIEW {identifier(schema, name)} AS {query(rows)}")
