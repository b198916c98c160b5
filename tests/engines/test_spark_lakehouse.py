"""Spark on a REST catalogue and an object store: the same steps, tables and marks as on a disk."""

from dataclasses import replace
from pathlib import Path

import pytest

from levada.lake.reading import added
from levada.plan.environment import Environment
from tests.engines.bench import Bench, spark
from tests.engines.flights import FLIGHTS, READS, ROWS
from tests.engines.test_spark_merging import COLUMNS, INTO, NEW, OTHER, SAME, THERE, merge, rows
from tests.engines.test_spark_steps import SORTED, job
from tests.warehouse import Lakehouse


@pytest.fixture
def bench(tmp_path: Path, lakehouse: Lakehouse, real: Environment) -> Bench:
    return Bench(tmp_path, environment=replace(lakehouse.environment(), spark=real.spark), engine="spark")


def test_steps_write_where_the_store_is(bench: Bench) -> None:
    bench.fill(FLIGHTS, ROWS)
    job(bench, "def f(flights): return flights")
    into = replace(SORTED, strategy="replace")
    bench.perform(spark("f"), into, reads=READS)
    assert sorted(row["n"] for row in bench.rows(into.name)) == [1, 2, 3]
    assert bench.lake.table(into.name).location().startswith("s3://")


def test_rows_meet_those_with_their_keys_there_too(bench: Bench) -> None:
    assert INTO.columns == COLUMNS
    bench.fill(INTO, rows(*THERE), "there")
    writer = merge(bench, INTO, NEW, SAME, OTHER)
    draft = writer.drafts[INTO.name]
    assert all(file.startswith("s3://") for file in added(bench.lake, draft).files)
    bench.publish(INTO, writer)
    found = {(row["id"], row["shop"], row["at"], row["n"]) for row in bench.rows(INTO.name)}
    assert found == {*THERE, NEW, OTHER} - {(4, "b", OTHER[2], 4)}
