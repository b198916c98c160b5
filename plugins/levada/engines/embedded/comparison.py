"""Two states of a table held against one another: which rows came, went and changed, and in which columns."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from levada.errors import Permanent
from levada.lake.connection import connect
from levada.lake.queries import query
from levada.lake.reading import Rows
from levada.lake.sql import identifier
from levada.lake.stores import Stores

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Change:
    """One row that is on both sides under its key, and differs. `columns`: column -> value before and after."""

    key: Row
    columns: dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Counts of rows; `columns`: column -> rows in which its value changed; samples of each kind.

    Without a key a changed row counts as one that went and one that came."""

    rows_before: int
    rows_after: int
    added: int
    removed: int
    changed: int
    columns: dict[str, int]
    added_rows: tuple[Row, ...]
    removed_rows: tuple[Row, ...]
    changed_rows: tuple[Change, ...]


def compare(before: Rows, after: Rows, key: Sequence[str], limit: int, scratch: Path, stores: Stores) -> Comparison:
    """Compare two states. Files that both have are not read: their rows are the same, and their keys nobody else's.

    Raises:
        Permanent: a column of the key is missing, or the key is not unique where the two differ.
    """
    _known(before, after, key)
    both = set(before.files) & set(after.files)
    with connect(scratch, stores) as connection:
        totals = [_count(connection, query(rows)) for rows in (before, after)]
        for name, rows in (("a", before), ("b", after)):
            own = replace(rows, files=tuple(file for file in rows.files if file not in both))
            connection.execute(f"CREATE VIEW {name} AS {query(own)}")
        columns = [name for name in _names(after) if name in _names(before) and name not in key]
        look = _by_key if key else _by_row
        return look(connection, totals, key, columns, limit)


def _by_key(
    connection: duckdb.DuckDBPyConnection, totals: list[int], key: Sequence[str], columns: list[str], limit: int
) -> Comparison:
    for name in ("a", "b"):
        _unique(connection, name, key)
    differs = {name: f"a.{identifier(name)} IS DISTINCT FROM b.{identifier(name)}" for name in columns}
    same_key = " AND ".join(f"a.{identifier(name)} IS NOT DISTINCT FROM b.{identifier(name)}" for name in key)
    changed = " OR ".join(differs.values()) or "false"
    counted = ", ".join(f"count(*) FILTER ({condition})" for condition in ("true", changed, *differs.values()))
    (counts,) = connection.execute(f"SELECT {counted} FROM a JOIN b ON {same_key}").fetchall()
    added = _rows(connection, f"SELECT b.* FROM b ANTI JOIN a ON {same_key}", limit)
    removed = _rows(connection, f"SELECT a.* FROM a ANTI JOIN b ON {same_key}", limit)
    pairs = ", ".join(f"a.{identifier(n)} AS a{i}, b.{identifier(n)} AS b{i}" for i, n in enumerate((*key, *columns)))
    found = _rows(connection, f"SELECT {pairs} FROM a JOIN b ON {same_key} WHERE {changed}", limit)
    return Comparison(
        rows_before=totals[0],
        rows_after=totals[1],
        added=_count(connection, "FROM b") - counts[0],
        removed=_count(connection, "FROM a") - counts[0],
        changed=counts[1],
        columns={name: count for name, count in zip(columns, counts[2:], strict=True) if count},
        added_rows=added,
        removed_rows=removed,
        changed_rows=tuple(_change(row, key, columns) for row in found),
    )


def _by_row(
    connection: duckdb.DuckDBPyConnection, totals: list[int], key: Sequence[str], columns: list[str], limit: int
) -> Comparison:
    """Rows as a bag: by the columns that both sides have."""
    names = ", ".join(map(identifier, columns)) or "1"
    came = f"SELECT {names} FROM b EXCEPT ALL SELECT {names} FROM a"
    went = f"SELECT {names} FROM a EXCEPT ALL SELECT {names} FROM b"
    return Comparison(
        rows_before=totals[0],
        rows_after=totals[1],
        added=_count(connection, came),
        removed=_count(connection, went),
        changed=0,
        columns={},
        added_rows=_rows(connection, came, limit),
        removed_rows=_rows(connection, went, limit),
        changed_rows=(),
    )


def _change(row: Row, key: Sequence[str], columns: list[str]) -> Change:
    values = {name: (row[f"a{number}"], row[f"b{number}"]) for number, name in enumerate((*key, *columns))}
    differing = {name: pair for name, pair in values.items() if name not in key and not _same(*pair)}
    return Change({name: values[name][0] for name in key}, differing)


def _same(one: Any, other: Any) -> bool:
    """As DuckDB has it: what is not a number is the same as another such."""
    return bool(one == other or (one != one and other != other))


def _rows(connection: duckdb.DuckDBPyConnection, text: str, limit: int) -> tuple[Row, ...]:
    """A few rows, always the same ones; through Arrow, because DuckDB's own fetch needs pytz."""
    found: list[Row] = connection.sql(f"FROM ({text}) ORDER BY ALL LIMIT {limit}").to_arrow_table().to_pylist()
    return tuple(found)


def _count(connection: duckdb.DuckDBPyConnection, text: str) -> int:
    return int(connection.execute(f"SELECT count(*) FROM ({text})").fetchall()[0][0])


def _names(rows: Rows) -> list[str]:
    return [field.name for field in rows.schema.fields]


def _known(before: Rows, after: Rows, key: Sequence[str]) -> None:
    for rows in (before, after):
        if missing := [name for name in key if name not in _names(rows)]:
            raise Permanent(f"no column {', '.join(missing)} to tell rows by; there are {', '.join(_names(rows))}")


def _unique(connection: duckdb.DuckDBPyConnection, side: str, key: Sequence[str]) -> None:
    names = ", ".join(map(identifier, key))
    twice = connection.execute(f"SELECT 1 FROM {side} GROUP BY {names} HAVING count(*) > 1 LIMIT 1").fetchall()
    if twice:
        which = "earlier" if side == "a" else "later"
        raise Permanent(f"{', '.join(key)} is not unique in the {which} state: name other columns with --key, or none "
                        f"with --key ''")  # fmt: skip
