"""A `spark` step beside the same statement typed into Spark by hand, both in one Spark that is warm.

`LEVADA_TEST_JARS=/folder python -m benchmarks.spark_step`: by turns, for tables of several sizes; printed are the
medians of wall seconds. By hand nothing is checked, published or recorded; that is what the rest of the time is for."""

import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import pyarrow as pa

from benchmarks.measure import table as printed
from levada.engines.spark.driver import session, stop
from levada.engines.spark.settings import told
from levada.lake.catalogue import open_lake
from levada.plan.actions import Spark
from levada.plan.environment import Environment, SparkConf
from levada.plan.graph import Output, Read, Task
from levada.plan.run import Run
from levada.plan.tables import Column, Table
from levada.runtime.listener import Listener
from levada.runtime.perform import perform

ROUNDS = 5
SIZES = (1_000, 1_000_000)
GOAL = 3.0
QUERY = "SELECT id % 1000 AS key, count(*) AS rows, sum(value) AS total FROM {} GROUP BY id % 1000"
JOB = f"def f(source):\n    return source.sparkSession.sql('''{QUERY.format('{s}')}''', s=source)\n"
INTO = Table("staging.t", (Column("key", "long"), Column("rows", "long"), Column("total", "double")))


def environment() -> Environment:
    jars = os.environ.get("LEVADA_TEST_JARS")
    settings = {"spark.master": "local[2]"} | ({"spark.jars": f"{jars}/*.jar"} if jars else {})
    catalogue = (("type", "sql"), ("uri", "sqlite:///catalog.db"), ("warehouse", "warehouse"))
    return Environment("local", catalogue, spark=SparkConf(tuple(settings.items())))


def filled(root: Path, where: Environment, rows: int) -> None:
    """The table that is read."""
    lake = open_lake(where, root)
    lake.catalog.create_namespace_if_not_exists("raw")
    columns = pa.table({"id": pa.array(range(rows), pa.int64()), "value": pa.array([0.5] * rows, pa.float64())})
    lake.catalog.create_table("raw.s", columns.schema).append(columns)


def seconds(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def by_hand(root: Path, where: Environment) -> None:
    """The statement alone, into a table of its own."""
    there = session(told(where), open_lake(where, root).catalog.properties, root)
    there.sql(QUERY.format("lake.raw.s")).writeTo("lake.raw.by_hand").createOrReplace()


def step(root: Path, where: Environment) -> None:
    """Read, call, write, publish, record: a run of its own each time."""
    reads = (Read("source", "raw.s"),)
    task = Task("p", "t", Spark("job", "f"), reads, (Output(INTO.name, INTO),), engine="spark", gate="embedded")
    (root / "spark_jobs").mkdir(exist_ok=True)
    (root / "spark_jobs" / "job.py").write_text(f"{JOB}# {time.time_ns()}\n")
    perform(task, Run(f"r{datetime.now(UTC).isoformat()}"), where, root, Listener(lambda _: None))


def measured(rows: int) -> tuple[float, float]:
    where = environment()
    with TemporaryDirectory() as folder:
        root = Path(folder)
        filled(root, where, rows)
        for warm in (by_hand, step):
            warm(root, where)
        pairs = [(seconds(lambda: by_hand(root, where)), seconds(lambda: step(root, where))) for _ in range(ROUNDS)]
    return median(hand for hand, _ in pairs), median(levada for _, levada in pairs)


def main() -> None:
    figures = {rows: measured(rows) for rows in SIZES}
    stop()
    lines = [(f"{rows:,}", f"{a:.2f}", f"{b:.2f}", f"{b - a:.2f}") for rows, (a, b) in figures.items()]
    title = f"A Spark step, warm (goal: {GOAL:.0f} s beyond the statement)"
    printed(title, ("rows", "by hand", "levada", "beyond"), lines)


if __name__ == "__main__":
    main()
