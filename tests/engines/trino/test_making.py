"""Rows that Trino writes itself are published as those that come through this process: the same table, whoever
computed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pytest
from trino.exceptions import TrinoQueryError

from levada.engines.trino.connection import connect
from levada.engines.trino.session import Session
from levada.errors import LevadaError, Permanent
from levada.intervals import Interval
from levada.lake.marks import branch
from levada.plan.graph import Read
from levada.plan.run import Run
from levada.plan.tables import Column, PartitionField, SortField, Table
from tests.engines.trino.cluster import Project

pytestmark = pytest.mark.lakehouse

COLUMNS = (Column("id", "long"), Column("at", "timestamptz"), Column("fare", "decimal(9, 2)"), Column("n", "int"))
DAYS = (1, 1, 2, 2, 3, 3)
SOURCE = pa.table(
    {
        "id": list(range(1, 7)),
        "at": [datetime(2013, 1, day, 12, tzinfo=UTC) for day in DAYS],
        "fare": [Decimal(f"{number}.50") for number in range(6)],
    }
)
PARTED = (PartitionField("at", "day"),)
SUMMARY = ("levada.run", "levada.step", "levada.rows", "levada.files", "levada.unchanged", "total-records")
ALL = "select id, at, fare, 1 as n from HERE.source"
Steps = list[tuple[str, Run, Read]]


@pytest.fixture
def source(project: Project) -> Read:
    name = project.name("source")
    project.fill(Table(name, COLUMNS[:3], event_time="at"), SOURCE)
    return Read(name, name)


def come_to(project: Project, table: Table, engine: str, steps: Steps) -> tuple[Any, ...]:
    """What an engine comes to, step by step: rows, columns, layout, what snapshots say; or what it is refused."""
    into = replace(table, name=project.name(f"t_{engine}"))
    try:
        for query, run, read in steps:
            project.ask(query, into, read, run=run, engine=engine)
    except LevadaError as error:
        return str(error).replace(f"_{engine}", ""), type(error)
    made = project.lake.table(into.name)
    said = (snapshot.summary.additional_properties for snapshot in made.metadata.snapshots if snapshot.summary)
    kept = [{key: value for key, value in one.items() if key in SUMMARY} for one in said]
    return project.rows(into.name), str(made.schema()), str(made.spec()), str(made.sort_order()), kept


def alike(project: Project, table: Table, steps: Steps) -> None:
    ours, theirs = (come_to(project, table, engine, steps) for engine in ("trino", "embedded"))
    if len(ours) > 2:
        assert sorted(map(str, ours[0])) == sorted(map(str, theirs[0]))
        ours, theirs = ours[1:], theirs[1:]
    assert ours == theirs


CASES: dict[str, tuple[Table, list[str]]] = {
    "replace": (Table("t", COLUMNS), [ALL, f"{ALL} where id > 4"]),
    "no rows": (Table("t", COLUMNS), [f"{ALL} where id > 100"]),
    "layout": (Table("t", COLUMNS, partitioning=PARTED, sort_order=(SortField("id", True),)), [f"{ALL} where id < 5"]),
    "append": (Table("t", COLUMNS, strategy="append"), [f"{ALL} where id < 3", f"{ALL} where id = 3"]),
    "partitions": (
        Table("t", COLUMNS, partitioning=PARTED, strategy="insert_overwrite"),
        [ALL, "select id, at, fare, 2 as n from HERE.source where id in (1, 2)"],
    ),
    "merge": (
        Table("t", COLUMNS, strategy="merge", unique_key=("id",)),
        [f"{ALL} where id < 5", "select id, at, fare, if(id = 3, 2, 1) as n from HERE.source where id > 1"],
    ),
    "delete+insert": (
        Table("t", COLUMNS, strategy="delete+insert", unique_key=("id",), partitioning=PARTED),
        [ALL, "select id, at, fare, 3 as n from HERE.source where id = 2"],
    ),
    "repeated keys": (
        Table("t", COLUMNS, strategy="merge", unique_key=("fare",)),
        ["select id, at, if(id < 3, 1.50, fare) as fare, 1 as n from HERE.source"],
    ),
    "null keys": (
        Table("t", COLUMNS, strategy="merge", unique_key=("id",)),
        ["select nullif(id, 2) as id, at, fare, 1 as n from HERE.source"],
    ),
    "too few columns": (Table("t", COLUMNS), ["select id, at, fare from HERE.source"]),
    "too many columns": (Table("t", COLUMNS), ["select id, at, fare, 1 as n, 2 as m from HERE.source"]),
    "ignored columns": (Table("t", COLUMNS, on_schema_change="ignore"), ["select id, at, 2 as m from HERE.source"]),
    "grown": (
        Table("t", COLUMNS, on_schema_change="append_new_columns"),
        [ALL, "select id, fare, 'x' as m, 1 as n from HERE.source"],
    ),
    "no contract": (Table("t"), [ALL]),
}


@pytest.mark.parametrize("case", CASES)
def test_whoever_computes(project: Project, source: Read, case: str) -> None:
    table, queries = CASES[case]
    alike(project, table, [(query, Run(f"r{number}", None), source) for number, query in enumerate(queries)])


@pytest.mark.parametrize(
    ("query", "lookback"),
    [
        (ALL, 0),
        (f"{ALL} where id > 100", 0),
        (ALL, 86400),
        ("select id, date_add('day', 1, at) as at, fare, 1 as n from HERE.source", 0),
    ],
    ids=["its rows", "none", "looking back", "another day's rows"],
)
def test_an_interval_is_replaced(project: Project, source: Read, query: str, lookback: int) -> None:
    table = Table("t", COLUMNS, event_time="at", strategy="insert_overwrite")
    read = replace(source, rows="interval", event_time="at")
    days = [(ALL, Run(f"d{number}", day(number)), read) for number in (1, 2, 3)]
    again = query.replace("1 as n", "2 as n"), Run("again", day(2)), replace(read, lookback=lookback)
    alike(project, table, [*days, again])


def day(number: int) -> Interval:
    start = datetime(2013, 1, number, tzinfo=UTC)
    return Interval(start, start + timedelta(days=1), "UTC")


def test_a_value_that_does_not_fit_is_refused(project: Project, source: Read) -> None:
    table = Table(project.name("t"), (Column("n", "int"),))
    with pytest.raises(Permanent, match=r"Out of range for integer: 1099511627776|Cannot cast '1099511627776'"):
        project.ask("select id * 1099511627776 as n from HERE.source where id = 1", table, source)


def test_a_value_that_would_lose_something_is_refused_by_name(project: Project, source: Read) -> None:
    table = Table(project.name("t"), (Column("fare", "decimal(9, 1)"),))
    with pytest.raises(Permanent, match="column fare is decimal128"):
        project.ask("select fare + 0.25 as fare from HERE.source", table, source)


def test_trino_still_writes_no_branches(project: Project, source: Read) -> None:
    """Where this fails, a Trino has learnt it (trino#31135): it may then write drafts without a sketch."""
    table = project.lake.table(source.dataset)
    table.manage_snapshots().create_branch(table.metadata.refs["main"].snapshot_id, "audit").commit()
    session = Session(connect(project.cluster, project.root))
    with pytest.raises(TrinoQueryError, match=r"SYNTAX_ERROR|NOT_SUPPORTED"):
        session.rows(f"insert into {source.dataset} @ audit select * from {source.dataset}")


def test_trino_makes_the_files_and_nothing_of_its_sketch_is_left(project: Project, source: Read) -> None:
    table = Table(project.name("t"), COLUMNS)
    abandoned = f"{project.space}__build", f"t__{branch('r', 's')}"
    project.lake.catalog.create_namespace(abandoned[0])
    project.lake.catalog.create_table(abandoned, project.lake.table(source.dataset).schema())
    outcome = project.ask(ALL, table, source, run=Run("r", None))
    (file,) = (task.file.file_path for task in project.lake.table(table.name).scan().plan_files())
    assert outcome.queries[-1].id in file
    assert project.lake.catalog.list_tables(abandoned[0]) == []
