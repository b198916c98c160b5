"""Rows that replace those with their keys, on real Spark: what the embedded engine would have left."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from levada.errors import Permanent
from levada.lake.drafts import Writer
from levada.lake.reading import added
from levada.plan.environment import Environment
from levada.plan.graph import Read
from levada.plan.tables import Column, PartitionField, SortField, Table
from tests.engines.bench import Bench, mark, spark
from tests.engines.test_spark_steps import described

AT = [datetime(2013, month, 1, tzinfo=UTC) for month in (1, 2, 3)]
KINDS = {"id": pa.int64(), "shop": pa.string(), "at": pa.timestamp("us", "UTC"), "n": pa.int32()}
COLUMNS = (Column("id", "long"), Column("shop", "string"), Column("at", "timestamptz"), Column("n", "int"))
ARRIVING = Table("raw.arriving", COLUMNS)
INTO = Table("staging.merged", COLUMNS, strategy="merge", unique_key=("id", "shop"))
READS = (Read("arriving", "raw.arriving"),)
THERE = [(number, shop, AT[number % 3], number) for number in range(30) for shop in "ab"]

Row = tuple[Any, ...]


def rows(*said: Row) -> pa.Table:
    columns = zip(zip(*said, strict=True), KINDS.values(), strict=True)
    return pa.table([pa.array(list(column), kind) for column, kind in columns], list(KINDS))


def merge(bench: Bench, into: Table, *arriving: Row) -> Writer:
    """A draft of a step that returns what arrives."""
    bench.fill(ARRIVING, rows(*arriving), "arrived")
    bench.file("spark_jobs/job.py", "def f(arriving): return arriving\n")
    writer = Writer(bench.lake, mark("merged"))
    bench.prepare(spark("f"), into, reads=READS).write(writer)
    return writer


@pytest.fixture
def bench(tmp_path: Path, real: Environment) -> Bench:
    return Bench(tmp_path, environment=real, engine="spark")


NEW, SAME, OTHER = (99, "a", AT[0], 1), (4, "a", AT[1], 4), (4, "b", AT[1], 5)


@pytest.mark.parametrize("strategy", ["merge", "delete+insert"])
@pytest.mark.parametrize("partitioning", [(), (PartitionField("at", "month"),)], ids=["whole", "monthly"])
def test_both_engines_leave_the_same_table(tmp_path: Path, real: Environment, strategy: Any, partitioning: Any) -> None:
    found = []
    into = replace(INTO, strategy=strategy, partitioning=partitioning)
    for engine in ("embedded", "spark"):
        bench = Bench(tmp_path / engine, environment=real, engine=engine)
        bench.root.mkdir()
        bench.fill(into, rows(*THERE), "there")
        writer = merge(bench, into, NEW, SAME, OTHER)
        draft = writer.drafts[into.name]
        brought = [pq.read_table(file).num_rows for file in added(bench.lake, draft).files]
        assert sum(brought) == draft.rows
        bench.publish(into, writer)
        found.append((described(bench, into), draft.unchanged, draft.rows))
    assert found[0] == found[1]


def test_what_is_there_already_is_not_written_again(bench: Bench) -> None:
    bench.fill(INTO, rows(*THERE), "there")
    draft = merge(bench, INTO, SAME).drafts[INTO.name]
    assert (draft.rows, draft.files, draft.unchanged) == (0, 0, 1)


def test_nothing_arrives_and_nothing_is_there(bench: Bench) -> None:
    writer = merge(bench, INTO, NEW, OTHER)
    bench.publish(INTO, writer)
    assert len(bench.rows(INTO.name)) == 2
    bench.file("spark_jobs/job.py", "def f(arriving): return arriving.limit(0)\n")
    empty = Writer(bench.lake, mark("empty"))
    bench.prepare(spark("f"), INTO, reads=READS).write(empty)
    assert empty.drafts[INTO.name].rows == 0


def test_the_last_of_several_rows_stays_where_an_order_says_which(bench: Bench) -> None:
    into = replace(INTO, order_by=(SortField("at"),))
    writer = merge(bench, into, (1, "a", AT[2], 3), (1, "a", AT[0], 1), (1, "a", AT[2], 3), (2, "a", None, 2))
    bench.publish(into, writer)
    assert sorted(row["n"] for row in bench.rows(into.name)) == [2, 3]


def test_of_rows_that_are_all_alike_one_stays_as_it_is(bench: Bench) -> None:
    columns = (Column("id", "long"), Column("n", "int"), Column("place0", "double"))
    into = replace(INTO, name="staging.alike", columns=None, unique_key=("id",), order_by=(SortField("n"),))
    told = pa.table({"id": [1, 1, 2], "n": pa.array([1, 1, 2], pa.int32()), "place0": [-0.0] * 3})
    bench.fill(replace(ARRIVING, columns=columns), told)
    tagged = "arriving.withColumn('tags', F.create_map(F.lit('a'), F.col('n')))"
    bench.file("spark_jobs/job.py", f"from pyspark.sql import functions as F\n\ndef f(arriving): return {tagged}\n")
    bench.perform(spark("f"), into, reads=READS)
    assert sorted(map(str, bench.rows(into.name))) == [
        "{'id': 1, 'n': 1, 'place0': -0.0, 'tags': [('a', 1)]}",
        "{'id': 2, 'n': 2, 'place0': -0.0, 'tags': [('a', 2)]}",
    ]


@pytest.mark.parametrize("engine", ["embedded", "spark"])
@pytest.mark.parametrize(
    ("arriving", "order", "message"),
    [
        ([(1, None, AT[0], 7), SAME], (), r'without a whole key \(id, shop\): 1\. .*\n    \{"id":1,"shop":null,'),
        ([SAME, SAME], (), r'several of the rows that arrive: 1\. Say which .*\n    \{"id":4,"shop":"a"\}'),
        ([SAME, (4, "a", AT[1], 5)], (SortField("at"),), r"1\. Several rows are the last by at: .*\n    \{\"id\":4"),
    ],
)  # fmt: skip
def test_keys_that_decide_nothing_are_refused_alike(
    tmp_path: Path, real: Environment, engine: str, arriving: list[Row], order: tuple[SortField, ...], message: str
) -> None:
    bench = Bench(tmp_path, environment=real, engine=engine)
    with pytest.raises(Permanent, match=message):
        merge(bench, replace(INTO, order_by=order), *arriving)


def test_a_column_that_is_new_is_null_in_rows_that_stay(bench: Bench) -> None:
    narrow = replace(INTO, columns=COLUMNS[:3])
    bench.fill(narrow, rows(*THERE).drop_columns(["n"]), "there")
    into = replace(INTO, on_schema_change="append_new_columns")
    bench.publish(into, merge(bench, into, SAME))
    assert sorted((row["n"] for row in bench.rows(into.name)), key=str) == [4, *[None] * 59]


def test_few_rows_are_not_scattered_over_many_files(bench: Bench) -> None:
    into = replace(INTO, order_by=(SortField("at"),))
    bench.fill(into, rows(*THERE), "there")
    arriving = [(100 + number // 2, "a", AT[number % 2], number) for number in range(60)] + [(4, "b", AT[1], 5)]
    bench.publish(into, merge(bench, into, *arriving))
    coming, staying = 1, 1
    assert bench.lake.load(into.name).inspect.data_files().num_rows == coming + staying
