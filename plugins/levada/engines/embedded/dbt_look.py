"""Looking at what dbt has built in its scratch database."""

from functools import partial

import duckdb

from levada.engines.dbt.samples import objects
from levada.engines.dbt.tests import SAMPLE, Look
from levada.lake.sql import identifier
from levada.names import namespace, short


def look(connection: duckdb.DuckDBPyConnection) -> Look:
    """Into that database."""
    return Look(partial(_count, connection), partial(_sample, connection))


def _count(connection: duckdb.DuckDBPyConnection, dataset: str) -> int:
    try:
        found = connection.execute(f"SELECT count(*) FROM {identifier(namespace(dataset), short(dataset))}").fetchall()
    except duckdb.CatalogException:
        return 0
    return int(found[0][0])


def _sample(connection: duckdb.DuckDBPyConnection, text: str) -> tuple[str, ...]:
    try:
        found = connection.sql(f"FROM ({text}) LIMIT {SAMPLE}").to_arrow_table()
        return objects(found.column_names, list(zip(*(column.to_pylist() for column in found.columns), strict=True)))
    except duckdb.Error:
        return ()
