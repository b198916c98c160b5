"""What goes wrong in Spark: whether trying again may help, and one line that says what to do."""

import re
from importlib import util
from pathlib import Path

import pytest

from levada.engines.base import Work
from levada.engines.spark import driver, log
from levada.engines.spark.complaints import classified
from levada.engines.spark.settings import FETCHED, settings
from levada.errors import Permanent, Retryable
from levada.lake.catalogue import open_lake
from levada.plan.environment import Environment, SparkConf
from levada.plan.graph import Task
from levada.runtime.failures import kind
from tests.engines.bench import LOCAL, RUN, Bench, spark, table
from tests.engines.flights import FLIGHTS, READS, ROWS

STAGE = "Job aborted due to stage failure: Task 0 in stage 1.0 failed 4 times, most recent failure: Lost task 0.3: "
CALLED = "An error occurred while calling o44.table.\n: "
OURS = (
    'Traceback (most recent call last):\n  File "x.py", line 1\nlevada.errors.Permanent: raw.t: column n is int: 1.5\n'
)


@pytest.mark.parametrize(
    ("text", "expected", "id_", "said"),
    [
        (STAGE + "ExecutorLostFailure (executor 1 exited", Retryable, "killed", "lost an executor"),
        (STAGE + "java.lang.OutOfMemoryError: Java heap space", Retryable, "killed",
         "no memory left .* `spark.driver.memory`"),
        ("Unable to execute HTTP request: Connect to http://s3: java.net.ConnectException: refused", Retryable,
         "connection", r"could not reach a server \(.*ConnectException: refused\): it may answer later: try again$"),
        (CALLED + "org.apache.iceberg.exceptions.X: why\n\t\tSuppressed: software.amazon.awssdk.core.exception.Client: "
         "slow down (Service: S3, Status Code: 503)", Retryable, "connection",
         r"the object store does not answer Spark \(Client: slow down \(Service: S3, Status Code: 503\)\): it may"),
        (CALLED + "software.amazon.awssdk.S3Exception: The provided token has expired. (Service: S3, Status Code: 400)",
         Retryable, "connection", r"our keys have run out \(S3Exception: The provided token has expired\. \("),
        (CALLED + "software.amazon.awssdk.S3Exception: no (Service: S3, Status Code: 403)", Permanent, "access",
         "the environment's `catalog` names the variables that hold the store's keys; where it names none"),
        (CALLED + "org.apache.iceberg.exceptions.NotAuthorizedException: Not authorized: no\n\tat x", Retryable,
         "connection", r"does not take Spark's token any more \(NotAuthorizedException: Not authorized: no\)"),
        (CALLED + "java.lang.IllegalStateException: why\n\tat org.apache", Permanent, "failed-function",
         "RuntimeError: java.lang.IllegalStateException: why$"),
        ("Cannot find catalog plugin class for catalog 'lake': org.apache.iceberg.spark.SparkCatalog", Permanent,
         "missing-part", "Spark has no Iceberg: name its jars"),
        (CALLED + "org.apache.iceberg.jdbc.UncheckedSQLException: Failed to connect: jdbc:sqlite:/c.db\n\tat x\n"
         "Caused by: java.sql.SQLException: No suitable driver found for jdbc:sqlite:/c.db", Permanent,
         "missing-part", "a SQLite file: add a jar .* org.xerial:sqlite-jdbc:"),
        (STAGE + OURS + "\n\tat org.apache.spark", Permanent, "columns", "^raw.t: column n is int: 1.5$"),
        ("[DIVIDE_BY_ZERO] Division by zero. SQLSTATE: 22012\n== plan ==", Permanent, "failed-function",
         r"spark_jobs/job.py: computing what f returned: .*\[DIVIDE_BY_ZERO\] Division by zero. SQLSTATE: 22012$"),
    ],
)  # fmt: skip
def test_errors_are_told_apart(tmp_path: Path, text: str, expected: type[Exception], id_: str, said: str) -> None:
    work = Work(Task("p", "step", spark("f")), RUN, LOCAL, open_lake(LOCAL, tmp_path), tmp_path, tmp_path)
    with pytest.raises(expected, match=said) as raised, classified(work, spark("f")):
        raise RuntimeError(text)
    assert kind(raised.value) == id_
    assert "\n" not in str(raised.value)


def test_a_function_that_could_not_reach_somebody_may_be_tried_again(tmp_path: Path) -> None:
    work = Work(Task("p", "step", spark("f")), RUN, LOCAL, open_lake(LOCAL, tmp_path), tmp_path, tmp_path)
    with pytest.raises(Retryable, match="TimeoutError: too slow") as raised, classified(work, spark("f")):
        raise TimeoutError("too slow")
    assert kind(raised.value) == "connection"


def test_a_package_that_is_missing_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("levada.engines.spark.function.find_spec", lambda name: None)
    assert util.find_spec("levada")
    with pytest.raises(Permanent, match=r"pip install 'levada\[pyspark\]'") as raised:
        Bench(tmp_path, engine="spark").prepare(spark("f"), table("staging.t", n="int"))
    assert kind(raised.value) == "missing-part"


def test_a_lost_jvm_is_worth_another_try_which_gets_a_new_one(tmp_path: Path, real: Environment) -> None:
    bench = Bench(tmp_path, environment=real, engine="spark")
    bench.fill(FLIGHTS, ROWS)
    kill = "os.kill(flights.sparkSession.sparkContext._gateway.proc.pid, 9)"
    bench.file("spark_jobs/job.py", f"import os\n\ndef f(flights):\n    {kill}\n    return flights.select('n')\n")
    with pytest.raises(Retryable, match="the JVM of Spark is gone") as raised:
        bench.perform(spark("f"), table("staging.t", n="int"), reads=READS)
    assert kind(raised.value) == "killed"
    bench.file("spark_jobs/job.py", "def f(flights): return flights.select('n')\n")
    bench.perform(spark("f"), table("staging.t", n="int"), reads=READS)
    assert len(bench.rows("staging.t")) == 3
    assert any(re.fullmatch(r"Spark runs, after \d+ s", line) for line in bench.said)


@pytest.mark.parametrize(
    ("said", "fetches"), [({FETCHED: "a:b:1"}, ", and fetches .*"), ({"spark.jars": __file__}, "")]
)
def test_that_a_jvm_starts_is_announced_before_it_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, said: dict[str, str], fetches: str
) -> None:
    monkeypatch.setattr(driver, "java", lambda: None)
    monkeypatch.setattr(driver, "_launched", lambda streams: None)
    told: list[str] = []
    with pytest.raises(Permanent, match="Spark does not start"):
        driver._started(settings(said, {}), tmp_path, told.append)
    assert len(told) == 1
    assert re.fullmatch(rf"Spark is starting{fetches} \(its log: .*spark-\d+.log\)", told[0])


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("Invalid maximum heap size: -Xmx2x\nError: Could not create the Java Virtual Machine.\nError: A fatal one.\n",
         "Invalid maximum heap size: -Xmx2x"),
        ("java.io.IOException: No\n2026 ERROR Backend: Application has been killed. Reason: No master!\n2026 WARN\n",
         "No master!"),
        ("Exception in thread main org.x.SparkException: why\n\tat x\n", "org.x.SparkException: why"),
        ("", "it says nothing"),
    ],
)  # fmt: skip
def test_why_it_does_not_start_stands_in_its_log(tmp_path: Path, said: str, expected: str) -> None:
    (tmp_path / "log").write_text(said)
    assert log.reason(tmp_path / "log") == expected


@pytest.mark.parametrize(
    ("key", "value", "why"),
    [
        ("spark.executor.memory", "1b", r"\[INVALID_EXECUTOR_MEMORY\] [^\n]*"),
        ("spark.sql.shuffle.partitions", "abc", r"\[INVALID_CONF_VALUE\.TYPE_MISMATCH\] [^\n]*"),
    ],
)
def test_a_setting_that_spark_refuses_is_told_in_its_words(
    tmp_path: Path, real: Environment, key: str, value: str, why: str
) -> None:
    said = {**dict(real.spark.settings), key: value}
    local = Environment("local", real.catalogue, spark=SparkConf(tuple(said.items())))
    bench = Bench(tmp_path, environment=local, engine="spark")
    bench.fill(FLIGHTS, ROWS)
    bench.file("spark_jobs/job.py", "def f(flights): return flights.select('n')\n")
    with pytest.raises(Permanent, match=rf"^Spark does not start: {why}$"):
        bench.perform(spark("f"), table("staging.t", n="int"), reads=READS)


def test_jars_that_cannot_be_fetched_are_named_with_the_cure(tmp_path: Path, real: Environment) -> None:
    (tmp_path / "nothing").mkdir()
    nothing = f"<filesystem name='n'><artifact pattern='{tmp_path}/nothing/[artifact].[ext]'/></filesystem>"
    (tmp_path / "ivy.xml").write_text(
        f"<ivysettings><settings defaultResolver='n'/><resolvers>{nothing}</resolvers></ivysettings>"
    )
    said = {"spark.jars.packages": "org.example:absent:1.0", "spark.jars.ivySettings": str(tmp_path / "ivy.xml")}
    local = Environment("local", real.catalogue, spark=SparkConf(tuple(said.items())))
    bench = Bench(tmp_path, environment=local, engine="spark")
    bench.fill(FLIGHTS, ROWS)
    bench.file("spark_jobs/job.py", "def f(flights): return flights.select('n')\n")
    with pytest.raises(
        Permanent, match=r"the jars org.example:absent:1.0 cannot be fetched.*`spark.jars: /f"
    ) as raised:
        bench.perform(spark("f"), table("staging.t", n="int"), reads=READS)
    assert kind(raised.value) == "missing-part"
