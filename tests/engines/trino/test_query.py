"""`sql` asked of the real Trino: what it reads, what it brings, and that it is published like everything else."""

from dataclasses import replace
from datetime import UTC, datetime, time
from decimal import Decimal
from uuid import UUID

import pyarrow as pa
import pytest

from levada.errors import Blocked, Permanent
from levada.plan.checks import Check
from levada.plan.graph import Read
from levada.plan.measures import NullValues
from levada.plan.run import Run
from levada.plan.tables import Column, Strategy, Table
from tests.engines.bench import RUN
from tests.engines.trino.cluster import Project, queries
from tests.lake.bench import compact

pytestmark = pytest.mark.lakehouse

COLUMNS = (Column("carrier", "string"), Column("at", "timestamptz"), Column("n", "long"))
HOURS = [datetime(2013, 1, day, 12, tzinfo=UTC) for day in (1, 1, 2)]
ROWS = pa.table({"carrier": ["UA", "AA", "O'x"], "at": HOURS, "n": [1, 2, 2**60 + 1]})


@pytest.fixture
def flights(project: Project) -> Read:
    project.fill(Table(project.name("flights"), COLUMNS, event_time="at"), ROWS)
    return Read(project.name("flights"), project.name("flights"))


def test_a_query_is_published_with_its_evidence(project: Project, flights: Read) -> None:
    into = Table(project.name("halves"), (Column("carrier", "string"), Column("half", "long"), Column("d", "string")))
    outcome = project.ask("select carrier, n / 2 as half, '{{ ds }}' as d from HERE.flights -- {{ ds }}", into, flights)
    assert (outcome.status, outcome.tables[0].rows, queries(outcome)[-1]) == ("published", 3, "FINISHED")
    assert sorted(project.rows(into.name), key=lambda row: row["half"]) == [
        {"carrier": "UA", "half": 0, "d": "2013-01-01"},
        {"carrier": "AA", "half": 1, "d": "2013-01-01"},
        {"carrier": "O'x", "half": 2**59, "d": "2013-01-01"},
    ]


def test_a_query_is_told_its_item(project: Project, flights: Read) -> None:
    into = Table(project.name("named"), (Column("name", "string"),))
    project.ask("select '{{ item }}' as name from HERE.flights limit 1", into, flights, run=replace(RUN, item="it's"))
    assert project.rows(into.name) == [{"name": "it's"}]


def test_what_a_query_reads_is_what_was_published_when_it_began(project: Project, flights: Read) -> None:
    into = Table(project.name("counted"), (Column("n", "long"),))
    interval = Read(flights.dataset, flights.dataset, "interval", "at")
    project.ask("select count(*) as n from HERE.flights", into, interval)
    assert project.rows(into.name) == [{"n": 2}]


@pytest.mark.parametrize("strategy", ["append", "merge"])
def test_only_what_is_new_is_read(project: Project, strategy: Strategy) -> None:
    source = Table(project.name("source"), (Column("id", "long"),), strategy="append")
    wider = replace(source, columns=(Column("id", "long"), Column("note", "string")))
    into = Table(project.name("notes"), strategy=strategy, on_schema_change="append_new_columns", unique_key=("id",))
    read = Read(source.name, source.name, "new")
    for number, grown in enumerate((source, source, wider)):
        project.fill(grown, pa.table({"id": [number]} | ({"note": ["new"]} if grown is wider else {})), str(number))
        if number == 1:
            compact(project.lake, source.name)
        else:
            outcome = project.ask("select * from HERE.source", into, read, run=Run(f"run {number}"))
    assert (outcome.tables[0].rows, project.ask("select * from HERE.source", into, read).status) == (2, "unchanged")
    found = sorted((row["id"], row["note"]) for row in project.rows(into.name))
    assert found == [(0, None), (1, None), (2, "new")]


def test_types_are_those_of_a_table(project: Project, flights: Read) -> None:
    into = Table(project.name("typed"))
    project.ask(
        """select uuid '12151fd2-7586-11e9-8f9e-2a86e4085a59' as u, cast(row(1, 'a') as row(x integer, y varchar)) as r,
           array[1.5] as a, map(array['k'], array[timestamp '2020-01-01 00:00:00']) as m, x'01' as b,
           time '01:02:03' as t, real '1.5' as f, tinyint '1' as i, cast(null as uuid) as nothing
           from HERE.flights limit 1""",
        into, flights,
    )  # fmt: skip
    assert project.rows(into.name) == [{
        "u": UUID("12151fd2-7586-11e9-8f9e-2a86e4085a59"), "r": {"x": 1, "y": "a"}, "a": [Decimal("1.5")],
        "m": [("k", datetime(2020, 1, 1))], "b": b"\x01", "t": time(1, 2, 3), "f": 1.5, "i": 1, "nothing": None,
    }]  # fmt: skip


def test_the_gate_judges_what_trino_brings(project: Project, flights: Read) -> None:
    checks = (Check("named", NullValues("carrier")),)
    into = Table(project.name("checked"), (Column("carrier", "string"),), checks=checks)
    with pytest.raises(Blocked, match="1 check failed"):
        project.ask("select nullif(carrier, 'AA') as carrier from HERE.flights", into, flights)
    assert project.rows(into.name) == []


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("select n,\n  nope from HERE.flights", "line 2 of its query: Trino: Column 'nope' cannot be resolved"),
        ("select cast(carrier as integer) as i from HERE.flights", "its query: Trino: Cannot cast 'UA' to INT"),
        ("select n / 0 as i from HERE.flights", "its query: Trino: Division by zero"),
        ("select json '1' as j from HERE.flights", "column j is of Trino's type json"),
    ],
)
def test_what_trino_refuses_is_told_with_the_line(project: Project, flights: Read, query: str, message: str) -> None:
    with pytest.raises(Permanent, match=message):
        project.ask(query, Table(project.name("refused")), flights)


def test_another_dialect_means_the_same(project: Project, flights: Read) -> None:
    into = Table(project.name("halves"), (Column("half", "long"), Column("share", "double")))
    project.ask("select n // 2 as half, n / 2 as share from HERE.flights where n < 5", into, flights, dialect="duckdb")
    assert sorted(map(tuple, map(dict.values, project.rows(into.name)))) == [(0, 0.5), (1, 1.0)]
