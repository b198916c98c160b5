"""Rows that arrive, as DuckDB sees them: by key, each key whole, and no row that a later one of its key replaces."""

from pathlib import Path
from typing import NoReturn

import duckdb
from pyiceberg.schema import Schema
from pyiceberg.types import NestedField, UUIDType

from levada.errors import Permanent
from levada.lake.queries import source
from levada.lake.sql import literal
from levada.plan.privacy import masked
from levada.plan.tables import SortField, Table

EXAMPLES = 5
ARRIVING = "arriving"
"""The view of the rows that arrive: columns by `column`, and `place`, which tells rows apart."""


def column(field: NestedField) -> str:
    """What a column is called in these queries: no user's name can be taken for one of ours."""
    return f"c{field.field_id}"


def value(field: NestedField) -> str:
    """What to select of a column for Arrow, to which DuckDB would hand the text of a uuid, not its bytes."""
    return f"CAST({column(field)} AS BLOB)" if isinstance(field.field_type, UUIDType) else column(field)


def keys(table: Table, schema: Schema) -> tuple[NestedField, ...]:
    """The columns that tell rows apart.

    Raises:
        Permanent: one of them is not there.
    """
    return tuple(_field(table, schema, name) for name in table.unique_key)


def arrive(connection: duckdb.DuckDBPyConnection, table: Table, schema: Schema, spool: Path) -> None:
    """Make the view `ARRIVING` of the rows of a spool.

    Raises:
        Permanent: a key is null in part; or, when merged, stands in several rows and nothing says which one stays.
    """
    rows = f"SELECT *, file_row_number AS place FROM {source((str(spool),), schema, column)}"
    connection.execute(f"CREATE VIEW all_arriving AS {rows}")
    _whole(connection, table, schema)
    if table.strategy == "merge":
        _single(connection, table, schema)
        rows += " WHERE file_row_number NOT IN (SELECT place FROM superseded)"
    connection.execute(f"CREATE VIEW {ARRIVING} AS {rows}")


def _whole(connection: duckdb.DuckDBPyConnection, table: Table, schema: Schema) -> None:
    missing = " OR ".join(f"{column(field)} IS NULL" for field in keys(table, schema))
    if found := _count(connection, f"FROM all_arriving WHERE {missing}"):
        rows = f"SELECT * FROM all_arriving WHERE {missing} ORDER BY place"
        refuse_nulls(table, found, _examples(connection, rows, schema.fields))


def _single(connection: duckdb.DuckDBPyConnection, table: Table, schema: Schema) -> None:
    """Find the rows that a later one of their key replaces. Of equal rows, one stays."""
    order = "".join(f"{_ranked(table, schema, said)}, " for said in table.order_by)
    fields = keys(table, schema)
    names = ", ".join(map(column, fields))
    connection.execute(
        f"CREATE TABLE repeated AS SELECT {names} FROM all_arriving GROUP BY {names} HAVING count(*) > 1"
    )
    first = f"PARTITION BY {names} ORDER BY {order.rstrip(', ') or 'NULL'}"
    connection.execute(
        f"CREATE TABLE ranked AS SELECT *, rank() OVER ({first}) AS latest, "
        f"row_number() OVER (PARTITION BY {names} ORDER BY {order}place) AS number "
        f"FROM all_arriving SEMI JOIN repeated USING ({names})"
    )
    connection.execute("CREATE TABLE superseded AS SELECT place FROM ranked WHERE number > 1")
    every = ", ".join(map(column, schema.fields))
    alike = f"SELECT DISTINCT {every} FROM ranked WHERE latest = 1" if table.order_by else "SELECT * FROM ranked"
    undecided = f"SELECT {names}, count(*) FROM ({alike}) GROUP BY {names} HAVING count(*) > 1 ORDER BY ALL"
    if found := _count(connection, f"FROM ({undecided})"):
        refuse_repeated(table, found, _examples(connection, undecided, fields))
    connection.execute("DROP TABLE ranked")


def refuse_nulls(table: Table, found: int, examples: tuple[str, ...]) -> NoReturn:
    """Refuse so many rows, of which some are told as JSON."""
    raise Permanent(
        f"{table.name}: rows that arrive without a whole key ({', '.join(table.unique_key)}): {found}. What they "
        f"replace, {table.strategy} cannot tell: leave them out, or name other columns as `unique_key`"
        + _listed(table, examples)
    )


def refuse_repeated(table: Table, found: int, examples: tuple[str, ...]) -> NoReturn:
    """Refuse so many keys, of which some are told as JSON."""
    cure = "Say which row stays with `order_by`, or let the source keep one row of each"
    if table.order_by:
        ordered = ", ".join(said.column for said in table.order_by)
        cure = f"Several rows are the last by {ordered}: order them by more columns, or let the source keep one"
    raise Permanent(
        f"{table.name}: keys ({', '.join(table.unique_key)}) that stand in several of the rows that arrive: "
        f"{found}. {cure}" + _listed(table, examples)
    )


def _ranked(table: Table, schema: Schema, said: SortField) -> str:
    """Best first: the last of the order. A row that does not say its place in it is the least."""
    return f"{column(_field(table, schema, said.column))} {'ASC' if said.descending else 'DESC'} NULLS LAST"


def _field(table: Table, schema: Schema, name: str) -> NestedField:
    found = next((field for field in schema.fields if field.name == name), None)
    if found is None:
        there = ", ".join(field.name for field in schema.fields)
        raise Permanent(f"{table.name}: there is no column {name} to {table.strategy} by: there are {there}")
    return found


def _count(connection: duckdb.DuckDBPyConnection, rows: str) -> int:
    (found,) = connection.execute(f"SELECT count(*) {rows}").fetchall()
    return int(found[0])


def _examples(connection: duckdb.DuckDBPyConnection, rows: str, fields: tuple[NestedField, ...]) -> tuple[str, ...]:
    """A few rows, by the names that the user knows."""
    said = ", ".join(f"{literal(field.name)}, {column(field)}" for field in fields)
    found = connection.execute(f"SELECT json_object({said}) FROM ({rows} LIMIT {EXAMPLES})").fetchall()
    return tuple(text for (text,) in found)


def _listed(table: Table, examples: tuple[str, ...]) -> str:
    """Rows, one a line, without values that only some may see."""
    return "".join(f"\n    {row}" for row in masked(examples, table.guards))
