"""Where a published dataset's values come from is part of a task's outcome."""

import logging
from pathlib import Path

import pyarrow as pa
import pytest

from levada.engines.lineage import NOTHING_TOLD, Lineage, SourceColumn, dataset
from levada.plan.actions import Python, Spark, Sql
from levada.plan.graph import Output, Read, Task
from levada.plan.tables import Column, Table
from levada.runtime.lineage import lineage
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from tests.engines.bench import RUN, Bench, table

READS = (Read("raw.t", "raw.t"),)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    made = Bench(tmp_path)
    made.fill(table("raw.t", id="long", At="string"), pa.table({"id": [1], "At": ["noon"]}))
    return made


def asked(query: str) -> Task:
    into = (Output("raw.u", Table("raw.u", (Column("total", "long"),))),)
    return Task("p", "raw_u", Sql(query), READS, into, engine="embedded", gate="embedded")


def test_a_query_s_outcome_says_where_columns_come_from(bench: Bench) -> None:
    task = asked("select sum(id) as total from raw.t where at = '{{ ds }}'")
    (filled,) = perform(task, RUN, bench.environment, bench.root, Listener(lambda _: None)).tables
    assert filled.lineage == Lineage(
        (("total", (SourceColumn("raw.t", "id", ("aggregation",)),)),), (SourceColumn("raw.t", "At", ("filter",)),)
    )


def test_it_is_plain_data(bench: Bench) -> None:
    outcome = perform(
        asked("select id as total from raw.t"), RUN, bench.environment, bench.root, Listener(lambda _: None)
    )
    assert outcome.as_json()["tables"][0]["lineage"] == {
        "columns": {"total": [{"dataset": "raw.t", "column": "id", "how": ["identity"]}]}, "rows": [],
    }  # fmt: skip


def test_what_an_engine_has_told_is_named_as_the_table_names_it(bench: Bench) -> None:
    work = bench.work(Task("p", "s", Python("job", "f")))
    work.traced["raw.u"] = dataset("raw.t", ["ID", "other"])
    assert lineage(work, "raw.u", ["Id"]) == Lineage((("Id", (SourceColumn("raw.t", "ID", ("identity",)),)),))
    assert lineage(work, "raw.v", ["Id"]) == NOTHING_TOLD


def test_a_job_s_outcome_says_where_columns_come_from(bench: Bench) -> None:
    bench.file("spark_jobs/job.py", "def f(t):\n    return t.where('At is not null').groupBy('At').count()\n")
    into = (Output("raw.u", Table("raw.u")),)
    task = Task("p", "raw_u", Spark("job", "f"), (Read("t", "raw.t"),), into, engine="embedded", gate="embedded")
    (filled,) = perform(task, RUN, bench.environment, bench.root, Listener(lambda _: None)).tables
    assert filled.lineage == Lineage(
        (("At", (SourceColumn("raw.t", "At", ("identity",)),)), ("count", ())),
        (SourceColumn("raw.t", "At", ("filter", "group_by")),),
    )


def test_what_cannot_be_told_is_no_failure(bench: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    query = "select r.x from raw.t match_recognize (measures a.id as x pattern (a) define a as id > 1) as r"
    assert lineage(bench.work(asked(query)), "raw.u", ["x"]) == NOTHING_TOLD
    assert "raw.u: where its columns come from cannot be told" in caplog.text
