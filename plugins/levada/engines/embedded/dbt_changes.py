"""What a build has changed of the rows that were published: only that is written, however dbt came to it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import duckdb

from levada.lake.sql import identifier
from levada.plan.tables import Table

CAME, WENT = "levada__came", "levada__went"


@dataclass(frozen=True, slots=True)
class Changes:
    """The rows to write (a query), and the table as these rows are to be written."""

    query: str
    table: Table


def changes(
    connection: duckdb.DuckDBPyConnection, table: Table, built: str, published: str, keys: Sequence[str], appended: bool
) -> Changes:
    """How the published rows become the built ones. `built`: a table that began with them; `published`: a view of them;
    `appended`: rows were only added to it.

    Rows that only came are appended. Where some went, all rows of their keys replace what has these keys; without keys,
    or where a key went altogether, the whole table is written anew."""
    if _columns(connection, built) != _columns(connection, published):
        return Changes(f"FROM {built}", table)
    if appended:
        old = _count(connection, f"FROM {published}")
        if _count(connection, f"FROM {built} WHERE rowid < {old}") == old:
            return Changes(f"FROM {built} WHERE rowid >= {old}", replace(table, strategy="append"))
    _compare(connection, built, published, keys)
    if not _count(connection, f"FROM {WENT}"):
        return Changes(f"FROM {CAME}", replace(table, strategy="append"))
    return _by_key(connection, table, built, keys) or Changes(f"FROM {built}", table)


def _compare(connection: duckdb.DuckDBPyConnection, built: str, published: str, keys: Sequence[str]) -> None:
    """Make the tables of the rows that came and of those that went. Whether a row is there twice need not be looked
    at where keys tell all rows apart."""
    apart = keys and _unique(connection, built, keys) and _unique(connection, published, keys)
    different = "EXCEPT" if apart else "EXCEPT ALL"
    for name, one, other in ((CAME, built, published), (WENT, published, built)):
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM {one} {different} FROM {other}")


def _by_key(connection: duckdb.DuckDBPyConnection, table: Table, built: str, keys: Sequence[str]) -> Changes | None:
    """All rows of the keys that rows came or went of; None where such a key is null, or has no rows any more."""
    names = _names(keys)
    if not keys or _count(connection, f"FROM {built} WHERE {' OR '.join(f'{name} IS NULL' for name in names)}"):
        return None
    listed = ", ".join(names)
    if _count(connection, f"SELECT {listed} FROM {WENT} EXCEPT SELECT {listed} FROM {built}"):
        return None
    touched = f"(SELECT {listed} FROM {CAME} UNION SELECT {listed} FROM {WENT})"
    by_key = replace(table, strategy="delete+insert", unique_key=tuple(keys))
    return Changes(f"FROM {built} SEMI JOIN {touched} USING ({listed})", by_key)


def _unique(connection: duckdb.DuckDBPyConnection, rows: str, keys: Sequence[str]) -> bool:
    return not _count(
        connection, f"SELECT 1 FROM {rows} GROUP BY {', '.join(_names(keys))} HAVING count(*) > 1 LIMIT 1"
    )


def _names(keys: Sequence[str]) -> list[str]:
    return [identifier(key) for key in keys]


def _columns(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[str, str]]:
    rows = connection.sql(f"FROM {name}")
    return list(zip(rows.columns, map(str, rows.types), strict=True))


def _count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM ({query})").fetchall()[0][0])
