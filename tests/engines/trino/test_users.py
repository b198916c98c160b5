"""Who asks the real Trino, and what is shown to whom."""

from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest
from trino.dbapi import Connection
from trino.exceptions import TrinoUserError

from levada.engines.trino.connection import connect
from levada.errors import Blocked, Permanent
from levada.plan.environment import Trino
from levada.plan.graph import Read
from levada.plan.tables import Column, Table
from tests import servers
from tests.engines.trino.cluster import Project
from tests.engines.trino.marts import Marts

pytestmark = pytest.mark.lakehouse

READER, TOKEN = "reader_password", "trino_token"
MODELS = {
    "total__sql": "select carrier, sum(n) as n from {{ FLIGHTS }} as f group by carrier",
    "models__yml": "models: [{name: total, columns: [{name: carrier, data_tests: [not_null]}]}]",
}


@pytest.fixture
def reader(cluster: Trino, places: servers.Json, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Connection:
    """A connection of somebody who may read datasets, and has no right on what lies beneath."""
    monkeypatch.setenv(READER.upper(), servers.users(places)["reader"])
    return connect(replace(cluster, user="reader", password=READER), tmp_path)


@pytest.fixture
def by_token(cluster: Trino, places: servers.Json, monkeypatch: pytest.MonkeyPatch) -> Trino:
    monkeypatch.setenv(TOKEN.upper(), servers.users(places)["token"])
    return replace(cluster, password="", token=TOKEN)


def ask(connection: Connection, query: str) -> list[list[object]]:
    cursor = connection.cursor()
    cursor.execute(query)
    rows: list[list[object]] = cursor.fetchall()
    return sorted(rows, key=str)


def test_consumers_see_what_is_published_and_need_no_right_beneath(marts: Marts, reader: Connection) -> None:
    marts.write(**MODELS)
    marts.fill(carrier=["UA", "AA"], n=[1, 2])
    marts.run("first", "total")
    marts.fill(carrier=["UA", None], n=[10, 20])
    with pytest.raises(Blocked, match="not_null_total_carrier"):
        marts.run("second", "total")

    dataset = f"lake.{marts.space}.total"
    assert ask(reader, f"SELECT * FROM {dataset}") == [["AA", 2], ["UA", 1]]
    named = "SELECT table_schem, table_name FROM system.jdbc.tables WHERE table_cat = 'lake' AND table_schem LIKE "
    assert ask(reader, f"{named} '{marts.space}%'") == [[marts.space, "total"], [*marts.source.split(".")]]
    for query in (
        f"SELECT * FROM lake.{marts.space}__build.total",
        f'SELECT * FROM lake.{marts.space}__build."total$snapshots"',
        f'SELECT * FROM lake.{marts.source.split(".")[0]}."flights$files"',
        f"DELETE FROM lake.{marts.source}",
        f"DROP VIEW {dataset}",
    ):
        with pytest.raises(TrinoUserError, match="Access Denied"):
            ask(reader, query)
    assert ask(reader, f"SELECT * FROM {dataset}") == [["AA", 2], ["UA", 1]]


def test_a_token_proves_who_asks_for_dbt(marts: Marts, by_token: Trino) -> None:
    marts.environment = replace(marts.environment, trino=by_token)
    marts.write(**MODELS)
    marts.fill(carrier=["UA"], n=[1])
    assert marts.run("first", "total").status == "published"


def test_a_token_proves_who_asks_until_it_has_run_out(
    project: Project, by_token: Trino, places: servers.Json, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.environment = replace(project.environment, trino=by_token)
    source, into = project.name("source"), Table(project.name("t"), (Column("n", "int"),))
    project.fill(Table(source, (Column("n", "int"),)), pa.table({"n": pa.array([1, 2], pa.int32())}))
    query = "SELECT n FROM HERE.source"
    assert project.ask(query, into, Read(source, source)).status == "published"

    monkeypatch.setenv(TOKEN.upper(), servers.users(places)["run out"])
    again = replace(into, name=project.name("u"))
    with pytest.raises(Permanent, match="Trino does not accept who asks"):
        project.ask(query, again, Read(source, source))
