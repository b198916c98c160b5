"""A document becomes a plan."""

from pathlib import Path

import pytest

from levada.errors import SpecError
from levada.intervals import Unit
from levada.plan import codec
from levada.plan.actions import Dbt, Ingest, Python, Spark, Sql
from levada.plan.explain_steps import strategy
from levada.plan.graph import Read, Settings
from levada.plan.movement import delay, partition, sort
from levada.plan.tables import PartitionField, SortField
from tests.plan.projects import planned

FLOW = """\
schedule: "0 4 * * *"
default_args: {retries: 2, retry_delay: 30s}
steps:
  - id: marts
    dbt: tag:x
    reads: [staging.b]
    into: [analytics.c]
  - spark: clean.b:tidy
    reads: [{dataset: raw.a, rows: interval}]
    with: {limit: 3}
    retries: 5
    into: staging.b
  - ingest: {files: "a/{{ ds }}.parquet"}
    into: raw.a
datasets:
  raw.a:
    event_time: at
    partitioning: [month(at), "bucket(4, id)", kind]
    sort_order: [kind, at desc]
    contract: [{name: id, logicalType: integer}, {name: at, logicalType: timestamp}, {name: kind}]
  staging.b: {event_time: at, write: insert_overwrite}
"""


def test_tasks_follow_what_they_read(tmp_path: Path) -> None:
    plan = planned(tmp_path, FLOW)
    assert [(task.step, task.after) for task in plan.tasks] == [
        ("raw_a", ()), ("staging_b", ("raw_a",)), ("marts", ("staging_b",)),
    ]  # fmt: skip


def test_verbs_become_actions(tmp_path: Path) -> None:
    assert [task.action for task in planned(tmp_path, FLOW).tasks] == [
        Ingest("a/{{ ds }}.parquet", "parquet"), Spark("clean.b", "tidy", '{"limit": 3}'), Dbt("tag:x"),
    ]  # fmt: skip


def test_a_python_step_is_a_function_too(tmp_path: Path) -> None:
    (task,) = planned(tmp_path, "steps: [{python: score, with: {limit: 3}, into: raw.a}]").tasks
    assert task.action == Python("score", "score", '{"limit": 3}')


def test_a_query_says_what_it_reads(tmp_path: Path) -> None:
    steps = "steps: [{sql: select x from raw.a, into: m.b}, {ingest: {files: a.csv}, into: raw.a}]"
    plan = planned(tmp_path, f"{steps}\ndatasets: {{raw.a: {{contract: [{{name: x}}]}}}}")
    assert plan.task("m_b").action == Sql("select x from raw.a")
    assert (plan.task("m_b").reads, plan.task("m_b").after) == ((Read("raw.a", "raw.a"),), ("raw_a",))


def test_a_step_may_say_again_what_the_pipeline_says(tmp_path: Path) -> None:
    settings = [task.settings for task in planned(tmp_path, FLOW).tasks]
    assert settings == [Settings(2, 30), Settings(5, 30), Settings(2, 30)]


def test_layout(tmp_path: Path) -> None:
    (table,) = planned(tmp_path, FLOW).task("raw_a").tables
    assert table.partitioning == (
        PartitionField("at", "month"), PartitionField("id", "bucket[4]"), PartitionField("kind", "identity"),
    )  # fmt: skip
    assert table.sort_order == (SortField("kind"), SortField("at", descending=True))


def test_columns_of_several_words_can_be_partitioned_and_sorted_by() -> None:
    assert partition("day( Ablesung am )") == PartitionField("Ablesung am", "day")
    assert partition("bucket(4, Betrag (EUR))") == PartitionField("Betrag (EUR)", "bucket[4]")
    assert partition("Ablesung am") == PartitionField("Ablesung am", "identity")
    assert sort("Ablesung am  DESC") == SortField("Ablesung am", descending=True)
    assert sort("n desc") == SortField("n", descending=True)


def test_strategies_by_default(tmp_path: Path) -> None:
    plan = planned(tmp_path, FLOW)
    assert [task.tables[0].strategy for task in plan.tasks] == ["append", "insert_overwrite", "replace"]


def test_reads_know_the_argument_and_the_event_time(tmp_path: Path) -> None:
    assert planned(tmp_path, FLOW).task("staging_b").reads == (Read("a", "raw.a", "interval", "at"),)


def test_the_share_of_the_jitter_follows_from_the_name_on_every_machine() -> None:
    assert [delay(name, 3600) for name in ("flights", "people")] == [2823, 2826]
    spread = sorted(delay(f"p{number}", 600) for number in range(1000))
    assert (spread[0] < 6, 270 < spread[500] < 330, 594 < spread[-1] < 600) == (True, True, True)


def test_the_unit_follows_from_the_cron(tmp_path: Path) -> None:
    assert planned(tmp_path, FLOW).schedule.unit == Unit("day")


def test_a_file_named_after_a_date_holds_that_interval(tmp_path: Path) -> None:
    plan = planned(tmp_path, FLOW)
    assert [task.interval_read for task in plan.tasks] == [True, True, False]


CLUSTER = "catalog: {type: rest, uri: https://c}\nengines: {trino: {uri: https://t, user: ann}}\n"


def test_engines_are_bound(tmp_path: Path) -> None:
    plan = planned(tmp_path, FLOW, f"verbs: {{dbt: trino, check: trino}}\n{CLUSTER}")
    assert [(task.engine, task.gate) for task in plan.tasks] == [
        ("embedded", "trino"), ("embedded", "trino"), ("trino", "trino"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("verbs", "message"),
    [
        ("{spark: trino}", "trino cannot spark; engines that can: embedded"),
        ("{dbt: snowflake}", "there is no engine 'snowflake' to dbt with; engines that can: embedded, trino"),
    ],
)
def test_what_an_engine_cannot_is_refused(tmp_path: Path, verbs: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        planned(tmp_path, FLOW, f"verbs: {verbs}\n")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (CLUSTER.partition("engines")[0], "nothing is said of how trino is reached"),
        (CLUSTER.partition("\n")[2], "trino cannot see tables whose catalogue is a file of SQLite"),
    ],
)
def test_a_cluster_must_see_the_tables(tmp_path: Path, said: str, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        planned(tmp_path, FLOW, f"verbs: {{dbt: trino}}\n{said}")


def test_a_task_travels_as_json(tmp_path: Path) -> None:
    for task in planned(tmp_path, FLOW).tasks:
        assert codec.decode(codec.encode(task)) == task


KEYED = """\
steps:
  - ingest: {files: a.csv}
    into: raw.a
datasets:
  raw.a:
    contract: [{name: id, logicalType: integer, primaryKey: true}, {name: at, logicalType: timestamp}]
"""


def test_what_has_a_key_is_merged_by_it(tmp_path: Path) -> None:
    (table,) = planned(tmp_path, KEYED).task("raw_a").tables
    assert (table.strategy, table.key, table.unique_key) == ("merge", ("id",), ("id",))


def test_another_key_may_be_said_and_which_row_is_the_last(tmp_path: Path) -> None:
    said = "    write: {strategy: merge, unique_key: [at], order_by: [id, at desc]}\n"
    (table,) = planned(tmp_path, KEYED + said).task("raw_a").tables
    assert (table.key, table.unique_key) == (("id",), ("at",))
    assert table.order_by == (SortField("id"), SortField("at", descending=True))
    assert strategy(table, planned(tmp_path / "again", KEYED + said).task("raw_a")) == (
        "merge by at: rows with a known key replace those they know; of rows that arrive with one key, "
        "the last by id, at desc"
    )


def test_who_does_not_merge_has_no_key_to_merge_by(tmp_path: Path) -> None:
    (table,) = planned(tmp_path, KEYED + "    write: append\n").task("raw_a").tables
    assert (table.key, table.unique_key) == (("id",), ())
