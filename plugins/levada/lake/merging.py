"""Rows that arrive meet the table's rows with the same keys: which of these go, which stay, which of those come."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID, uuid4

import duckdb
import pyarrow as pa
from pyiceberg.manifest import DataFile
from pyiceberg.schema import Schema

from levada.lake.arrivals import ARRIVING, arrive, column, keys, value
from levada.lake.arrow import cast
from levada.lake.candidates import candidates
from levada.lake.connection import connect
from levada.lake.queries import source
from levada.lake.reading import place
from levada.lake.replacing import Replaced
from levada.lake.snapshots import Fork
from levada.lake.spool import spooled
from levada.lake.sql import identifier
from levada.lake.stores import stores_of
from levada.lake.writing import data_files
from levada.plan.tables import Table

ROWS = 65_536
MEMORY = "400MB"
"""Of DuckDB: with what is held to be written, a merge stays below a gigabyte."""


def merged(
    table: Table, fork: Fork, rows: Iterable[pa.Table], number: UUID, scratch: Path | None
) -> tuple[tuple[DataFile, ...], Replaced]:
    """Write the rows that come, and anew what stays of the files from which rows go.

    Memory is bounded: the rows that arrive wait in a file, and DuckDB spills into the scratch.

    Raises:
        Permanent: a key is null, or a key that is merged stands in several rows.
    """
    schema = fork.table.schema()
    with (
        TemporaryDirectory(prefix="levada-merge-", dir=scratch) as folder,
        connect(Path(folder), stores_of(fork.table), memory=MEMORY) as connection,
    ):
        arrive(connection, table, schema, spooled(Path(folder) / "arriving.parquet", schema, rows))
        files = candidates(connection, fork.table, fork.start, keys(table, schema))
        _meet(connection, table, schema, files)
        coming = f"SELECT {_named(schema)} FROM {ARRIVING} ANTI JOIN unchanged USING (place)"
        written = tuple(_written(connection, table, fork, coming, number))
        gone = _touched(connection, files)
        ((unchanged,),) = connection.execute("SELECT count(*) FROM unchanged").fetchall()
        staying = tuple(_staying(connection, table, fork, files))
        return written, Replaced(tuple(files[each] for each in gone), staying, unchanged)


def _meet(connection: duckdb.DuckDBPyConnection, table: Table, schema: Schema, files: tuple[DataFile, ...]) -> None:
    """Make the tables `unchanged` (places of rows that need not come) and `going` (files and places of rows that
    go)."""
    connection.execute("CREATE TABLE unchanged (place BIGINT)")
    if not files:
        connection.execute("CREATE TABLE going (file BIGINT, place BIGINT)")
        return
    there = source([place(file.file_path) for file in files], schema, column)
    known = f"(SELECT *, file_index AS file, file_row_number AS place FROM {there}) AS known"
    names = [column(field) for field in keys(table, schema)]
    same = " AND ".join(f"known.{name} = arriving.{name}" for name in names)
    if table.strategy == "delete+insert":
        connection.execute(f"CREATE TABLE going AS SELECT file, place FROM {known} SEMI JOIN {ARRIVING} ON {same}")
        return
    rest = [column(field) for field in schema.fields if column(field) not in names]
    differs = " OR ".join(f"known.{name} IS DISTINCT FROM arriving.{name}" for name in rest) or "false"
    connection.execute(
        f"CREATE TABLE met AS SELECT arriving.place AS arrived, file, known.place AS place, {differs} AS differs "
        f"FROM {known} JOIN {ARRIVING} AS arriving ON {same}"
    )
    alike = "SELECT arrived FROM met GROUP BY arrived HAVING count(*) = 1 AND NOT bool_or(differs)"
    connection.execute(f"INSERT INTO unchanged {alike}")
    connection.execute(
        "CREATE TABLE going AS SELECT file, place FROM met WHERE arrived NOT IN (SELECT place FROM unchanged)"
    )
    connection.execute("DROP TABLE met")


def _touched(connection: duckdb.DuckDBPyConnection, files: tuple[DataFile, ...]) -> tuple[int, ...]:
    """The numbers of the files from which rows go."""
    return tuple(file for (file,) in connection.execute("SELECT DISTINCT file FROM going ORDER BY file").fetchall())


def _staying(
    connection: duckdb.DuckDBPyConnection, table: Table, fork: Fork, files: tuple[DataFile, ...]
) -> Iterator[DataFile]:
    """New files with the rows that stay of those from which some go: partition by partition, so that what is left of
    small files becomes one."""
    for numbers in _by_partition(connection, files):
        there = source([place(files[each].file_path) for each in numbers], fork.table.schema(), column)
        rows = (
            f"SELECT {_named(fork.table.schema())} FROM (SELECT *, {numbers}[file_index::BIGINT + 1] AS file, "
            f"file_row_number AS place FROM {there}) ANTI JOIN going USING (file, place)"
        )
        yield from _written(connection, table, fork, rows, uuid4())


def _by_partition(connection: duckdb.DuckDBPyConnection, files: tuple[DataFile, ...]) -> Iterable[list[int]]:
    """The numbers of the files of which rows stay, those of one partition together."""
    found: dict[str, list[int]] = {}
    for number, going in connection.execute("SELECT file, count(*) FROM going GROUP BY file ORDER BY file").fetchall():
        file = files[number]
        if going < file.record_count:
            found.setdefault(f"{file.spec_id} {file.partition}", []).append(number)
    return found.values()


def _written(
    connection: duckdb.DuckDBPyConnection, table: Table, fork: Fork, query: str, number: UUID
) -> Iterator[DataFile]:
    """The rows of a query, in files."""
    rows = connection.sql(query).to_arrow_reader(ROWS)
    yield from data_files(fork.table, table, cast(table, rows, rows.schema, fork.table.schema()), number)


def _named(schema: Schema) -> str:
    """The columns under their own names."""
    return ", ".join(f"{value(field)} AS {identifier(field.name)}" for field in schema.fields)
