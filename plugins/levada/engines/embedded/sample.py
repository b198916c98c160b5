"""What was seen of a file that nobody has described yet."""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from levada.lake.sql import identifier

ROWS = 1_000_000
"""Rows that are looked at, at most."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One column: its Iceberg type and how that is known; rows in which it is null; whether no value is there twice;
    whether there is any value."""

    name: str
    type: str
    why: str
    nulls: int
    unique: bool
    known: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """What a file looks like. `whole`: every row was looked at. `options`: how a CSV file is written, where that is
    not the default. `left_out`: columns that no contract can take, and their types."""

    columns: tuple[Seen, ...]
    rows: int
    whole: bool
    options: Mapping[str, object]
    left_out: tuple[tuple[str, str], ...] = ()


def seen(connection: duckdb.DuckDBPyConnection, name: str, column: str, kind: str, why: str = "") -> Seen:
    """What is to be told of a column of the table `seen`. An empty text says no more than null does."""
    quoted = f"nullif({identifier(column)}, '')" if kind == "string" else identifier(column)
    ((rows, values, different),) = connection.execute(
        f"SELECT count(*), count({quoted}), count(DISTINCT {quoted}) FROM seen"
    ).fetchall()
    return Seen(name, kind, why, rows - values, rows > 1 and different == rows, values > 0)


def counted(connection: duckdb.DuckDBPyConnection) -> int:
    return int(connection.execute("SELECT count(*) FROM seen").fetchall()[0][0])
