"""An executor of Spark's that is killed while a step runs: Spark tries its tasks again, and then we do."""

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from levada.engines.spark import driver
from levada.errors import Retryable
from levada.lake.publication import published
from levada.plan.environment import Environment, SparkConf
from levada.runtime.failures import kind
from tests.engines.bench import Bench, spark, table
from tests.engines.flights import FLIGHTS, READS, ROWS

OF_ITS_OWN = {"spark.master": "local-cluster[1,1,1024]", "spark.task.maxFailures": "2", "spark.ui.enabled": "false"}
"""A process for the executor, as on a cluster; Spark gives up after two."""
JOB = """
import os
from pathlib import Path
from pyspark.sql import functions as F

def f(flights, to_kill: str):
    @F.udf("int")
    def mortal(n):
        if Path(to_kill).exists() and (Path(to_kill).read_text() == "always" or not Path(to_kill).unlink()):
            daemon = Path(f"/proc/{os.getppid()}/stat").read_text().rpartition(") ")[2]
            os.kill(int(daemon.split()[1]), 9)
        return n
    return flights.select(mortal("n").alias("n"))
"""


@pytest.fixture
def bench(tmp_path: Path, real: Environment) -> Iterator[Bench]:
    settings = tuple((dict(real.spark.settings) | OF_ITS_OWN).items())
    made = Bench(tmp_path, environment=replace(real, spark=SparkConf(settings)), engine="spark")
    made.fill(FLIGHTS, ROWS)
    made.file("spark_jobs/job.py", JOB)
    yield made
    driver.stop()


def test_a_killed_executor_costs_no_row_and_brings_none_twice(bench: Bench) -> None:
    said, into = bench.root / "kill", table("staging.t", n="int")
    said.write_text("once")
    bench.perform(spark("f", to_kill=str(said)), into, reads=READS)
    assert (said.exists(), sorted(row["n"] for row in bench.rows(into.name))) == (False, [1, 2, 3])
    before = published(bench.lake, into.name)
    said.write_text("always")
    with pytest.raises(Retryable, match="Spark has lost an executor") as raised:
        bench.perform(spark("f", to_kill=str(said)), into, reads=READS)
    assert (kind(raised.value), published(bench.lake, into.name)) == ("killed", before)
    os.unlink(said)
    bench.perform(spark("f", to_kill=str(said)), into, reads=READS)
    assert sorted(row["n"] for row in bench.rows(into.name)) == [1, 2, 3]
