"""Between the published rows and the built ones: what is written, and how."""

from collections.abc import Iterator

import duckdb
import pytest

from levada.engines.embedded.dbt_changes import Changes, changes
from levada.plan.tables import Table

OLD = [(1, "a"), (2, "b"), (2, "c")]


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connected:
        connected.execute("CREATE TABLE built (k INTEGER, v VARCHAR)")
        connected.executemany("INSERT INTO built VALUES (?, ?)", OLD)
        connected.execute("CREATE TABLE kept AS FROM built; CREATE VIEW published AS FROM kept")
        yield connected


def between(
    connection: duckdb.DuckDBPyConnection, statement: str, *keys: str, appended: bool = False
) -> tuple[str, list[tuple[object, ...]]]:
    """The strategy, and the rows written, after a statement of dbt's."""
    connection.execute(statement)
    found: Changes = changes(connection, Table("m.t"), "built", "published", keys, appended)
    return found.table.strategy, sorted(connection.execute(found.query).fetchall(), key=str)


@pytest.mark.parametrize("appended", [True, False])
def test_rows_that_only_came_are_appended(connection: duckdb.DuckDBPyConnection, appended: bool) -> None:
    assert between(connection, "INSERT INTO built VALUES (1, 'a')", appended=appended) == ("append", [(1, "a")])


def test_nothing_changed(connection: duckdb.DuckDBPyConnection) -> None:
    assert between(connection, "SELECT 1", "k") == ("append", [])


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("UPDATE built SET v = 'x' WHERE v = 'b'", [(2, "c"), (2, "x")]),
        ("DELETE FROM built WHERE v = 'b'", [(2, "c")]),
        ("DELETE FROM built WHERE k = 1; INSERT INTO built VALUES (1, 'z'), (3, 'n')", [(1, "z"), (3, "n")]),
    ],
)
def test_all_rows_of_a_key_that_changed_replace_it(
    connection: duckdb.DuckDBPyConnection, statement: str, expected: list[tuple[object, ...]]
) -> None:
    assert between(connection, statement, "k") == ("delete+insert", expected)


@pytest.mark.parametrize(
    ("statement", "keys"),
    [
        ("DELETE FROM built WHERE k = 1", ["k"]),
        ("UPDATE built SET v = 'x' WHERE k = 1", []),
        ("UPDATE built SET v = 'x' WHERE k = 1; INSERT INTO built VALUES (NULL, 'n')", ["k"]),
        ("ALTER TABLE built ADD COLUMN w INTEGER", ["k"]),
    ],
)
def test_what_no_key_tells_is_written_anew(
    connection: duckdb.DuckDBPyConnection, statement: str, keys: list[str]
) -> None:
    strategy, rows = between(connection, statement, *keys)
    assert (strategy, len(rows)) == ("replace", connection.execute("SELECT count(*) FROM built").fetchall()[0][0])


def test_a_row_that_is_there_once_less_has_gone(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("INSERT INTO kept VALUES (1, 'a')")
    assert between(connection, "SELECT 1", "k") == ("delete+insert", [(1, "a")])
