"""The published tables in the scratch database, for the models that go on from them."""

from collections.abc import Mapping

import duckdb

from levada.engines.base import Work
from levada.engines.dbt.before import Before
from levada.engines.embedded.dbt_hook import SCHEMA
from levada.lake.queries import query
from levada.lake.reading import readable
from levada.lake.sql import identifier


def show(connection: duckdb.DuckDBPyConnection, work: Work, states: Mapping[str, Before]) -> tuple[str, ...]:
    """Make a view of each state that has rows, under the step's name for the dataset, and return these names. Where
    there are no rows, dbt builds from the beginning."""
    connection.execute(f"CREATE SCHEMA {SCHEMA}")
    shown = []
    for output in work.task.into:
        rows = readable(work.lake, output.table.name, states[output.name].snapshot)
        if rows and rows.files:
            connection.execute(f"CREATE VIEW {identifier(SCHEMA, output.name)} AS {query(rows)}")
            shown.append(output.name)
    return tuple(shown)
