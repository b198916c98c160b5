"""Everything a task reads, as queries over the files of published snapshots."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from levada.engines.base import Work
from levada.errors import Permanent
from levada.lake.connection import reach
from levada.lake.marks import GUARDED
from levada.lake.queries import query as query
from levada.lake.reading import readable
from levada.lake.sql import identifier
from levada.names import namespace, short
from levada.plan.graph import Read

if TYPE_CHECKING:
    import duckdb


def create(connection: "duckdb.DuckDBPyConnection", work: Work) -> None:
    """Every dataset a task reads as a view of its own name."""
    found = tuple(inputs(work))
    reach(connection, work.lake.stores)
    for read, select in found:
        schema, name = namespace(read.dataset), short(read.dataset)
        connection.execute(f"CREATE SCHEMA IF NOT EXISTS {identifier(schema)}")
        connection.execute(f"CREATE VIEW {identifier(schema, name)} AS {select}")


def inputs(work: Work) -> Iterator[tuple[Read, str]]:
    """Everything a task reads, as queries.

    Raises:
        Permanent: a dataset that nobody has ever filled: not even its columns are known.
    """
    for read in work.task.reads:
        rows = readable(work.lake, read.dataset, work.snapshots.get(read.dataset), read, work.run.interval)
        if rows is None:
            raise Permanent(
                f"{read.dataset} is not published yet, so that its columns are not known: run the pipeline that "
                f"fills it first"
            )
        yield read, query(rows)


def guarded(work: Work) -> bool:
    """Whether a task reads or fills columns whose values only some may see. A table that is read says so itself: its
    contract may be another pipeline's."""
    tables = (work.lake.load(read.dataset) for read in work.task.reads)
    own = (column.guarded for table in work.task.tables for column in table.columns or ())
    return any(own) or any(GUARDED in table.properties for table in tables if table)
