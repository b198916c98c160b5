"""Somebody's own stream of Spark's from a table that levada fills: it goes on over whatever becomes of the table."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from levada.engines.spark.driver import session
from levada.engines.spark.frames import collected
from levada.plan.environment import Environment
from levada.plan.tables import Table
from tests.engines.bench import Bench, table

COLUMNS = table("raw.counted", id="long", n="long")
APPENDED = replace(COLUMNS, strategy="append")
MERGED = replace(COLUMNS, strategy="merge", unique_key=("id",))
SKIPPING = {"streaming-skip-overwrite-snapshots": "true"}


@pytest.fixture
def bench(tmp_path: Path, real: Environment) -> Bench:
    return Bench(tmp_path, environment=real, engine="spark")


@pytest.fixture
def spark(bench: Bench, real: Environment) -> Any:
    return session(dict(real.spark.settings), bench.lake.catalog.properties, bench.root)


def fill(bench: Bench, into: Table, *rows: tuple[int, int]) -> None:
    ids, numbers = zip(*rows, strict=True)
    bench.fill(into, pa.table({"id": ids, "n": numbers}), f"{into.strategy} {rows}")


def arrived(bench: Bench, spark: Any, **options: str) -> list[tuple[int, int]]:
    """All rows that the stream has brought by now, from its first start on."""
    out, checkpoint = str(bench.root / "out"), str(bench.root / "checkpoint")
    read = spark.readStream.options(**options).table("lake.raw.counted")
    written = read.writeStream.option("checkpointLocation", checkpoint).trigger(availableNow=True)
    written.start(out, format="parquet").awaitTermination()
    return sorted(tuple(row) for row in collected(spark.read.schema("id long, n long").parquet(out)))


def rewrite(spark: Any) -> None:
    """What maintenance does: the same rows in other files, a snapshot that is a `replace`."""
    call = "CALL lake.system.rewrite_data_files(table => 'raw.counted', options => map('rewrite-all', 'true'))"
    assert spark.sql(call).collect()[0]["rewritten_data_files_count"] > 0


def test_files_that_are_rewritten_bring_no_row_twice(bench: Bench, spark: Any) -> None:
    fill(bench, APPENDED, (1, 1), (2, 2))
    assert arrived(bench, spark) == [(1, 1), (2, 2)]
    fill(bench, APPENDED, (3, 3))
    rewrite(spark)
    fill(bench, APPENDED, (4, 4))
    rewrite(spark)
    assert arrived(bench, spark) == [(1, 1), (2, 2), (3, 3), (4, 4)]


def test_rows_that_are_replaced_stop_it_unless_it_is_to_go_on_without_them(bench: Bench, spark: Any) -> None:
    fill(bench, APPENDED, (1, 1))
    arrived(bench, spark)
    fill(bench, MERGED, (1, 10), (2, 20))
    fill(bench, APPENDED, (3, 3))
    with pytest.raises(Exception, match="Cannot process overwrite snapshot"):
        arrived(bench, spark)
    assert arrived(bench, spark, **SKIPPING) == [(1, 1), (3, 3)]
