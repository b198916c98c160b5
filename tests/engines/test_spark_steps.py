"""`spark` steps on real Spark: the embedded engine's rows, types, partitions and summaries, and its messages."""

import os
import subprocess
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from textwrap import dedent
from typing import Any

import pyarrow as pa
import pytest

from levada.errors import Permanent
from levada.lake import marks
from levada.lake.draft import snapshot_marks
from levada.lake.drafts import Mark, Writer
from levada.lake.reading import added
from levada.plan.environment import Environment
from levada.plan.graph import Output, Read
from levada.plan.run import Run
from levada.plan.tables import Column, PartitionField, SortField, Table
from tests.engines.bench import DAY, Bench, spark, table
from tests.engines.flights import FLIGHTS, HOURS, READS, ROWS

BY_INTERVAL = (Read("flights", "raw.flights", "interval"),)
HEAD = "from pyspark.sql import DataFrame, SparkSession, functions as F\n"


@pytest.fixture
def project(tmp_path: Path, real: Environment) -> Bench:
    bench = Bench(tmp_path, environment=real, engine="spark")
    bench.fill(FLIGHTS, ROWS)
    return bench


def job(bench: Bench, text: str) -> None:
    bench.file("spark_jobs/job.py", HEAD + dedent(text))


def test_a_function_s_rows_are_published_in_their_types(project: Bench) -> None:
    job(
        project,
        """
        def totals(flights: DataFrame, at_least: int, day: str) -> DataFrame:
            print("hello")
            sums = [F.sum("n").alias("n"), F.sum("fare").alias("fare"), F.max("at").alias("at")]
            totals = flights.groupBy("carrier").agg(*sums).where(F.col("n") >= at_least)
            return totals.withColumn("day", F.lit(day).cast("date")).withColumn("text", F.col("n").cast("int"))
        """,
    )
    kinds = {"carrier": "string", "n": "long", "fare": "decimal(12, 2)", "at": "timestamptz", "day": "date"}
    into = table("staging.totals", **kinds, text="string")
    project.perform(spark("totals", at_least=4, day="{{ ds }}"), into, reads=READS)
    assert project.rows("staging.totals") == [
        {"carrier": "UA", "n": 4, "fare": Decimal("3.00"), "at": HOURS[2], "day": date(2013, 1, 1), "text": "4"}
    ]
    assert [line for line in project.said if not line.startswith("Spark ")] == ["hello"]


def test_an_interval_read_sees_the_run_s_rows_and_a_dict_fills_several(project: Bench) -> None:
    job(project, "def f(flights):\n    return {'all': flights, 'none': flights.where('n < 0')}\n")
    outputs = (Output("all", Table("staging.all")), Output("none", Table("staging.none")))
    project.perform(spark("f"), *outputs, reads=BY_INTERVAL)
    assert sorted(row["n"] for row in project.rows("staging.all")) == [1, 2]
    assert project.rows("staging.none") == []
    kinds = {field.name: str(field.field_type) for field in project.lake.table("staging.none").schema().fields}
    assert kinds == {"carrier": "string", "at": "timestamptz", "fare": "decimal(9, 2)", "n": "int"}


def test_doubles_that_come_into_a_decimal_are_rounded_and_that_is_said(project: Bench) -> None:
    job(project, "def f(flights): return flights.selectExpr('n', 'fare', 'n / 3.0D AS third')\n")
    into = table("staging.thirds", n="int", fare="decimal(12, 2)", third="decimal(9, 2)")
    project.perform(spark("f"), into, reads=READS)
    assert Decimal("0.33") in {row["third"] for row in project.rows("staging.thirds")}
    assert project.said == [
        "staging.thirds: column third is decimal(9, 2), and its rows are double: values with more than 2 places are "
        "rounded; cast them in the step if it matters"
    ]


def test_a_dataset_without_a_publication_has_columns_and_no_rows(project: Bench) -> None:
    empty = replace(FLIGHTS, name="raw.empty")
    project.draft(empty, ROWS)
    job(project, "def f(flights): return flights")
    reads = (Read("flights", "raw.empty"),)
    project.perform(spark("f"), replace(FLIGHTS, name="staging.empty"), reads=reads)
    assert project.rows("staging.empty") == []


def test_functions_of_the_user_s_modules_run_where_the_rows_are(project: Bench) -> None:
    job(
        project,
        """
        import words
        loud = F.udf(lambda text: words.loud(text))
        def f(flights):
            assert SparkSession.builder.getOrCreate() is flights.sparkSession
            return flights.select(loud("carrier").alias("carrier"))
        """,
    )
    for sign in "!?":
        project.file("spark_jobs/words.py", f"def loud(text):\n    return text + '{sign}'\n")
        into = table(f"staging.loud{ord(sign)}", carrier="string")
        project.perform(spark("f"), into, reads=READS)
        assert {row["carrier"] for row in project.rows(into.name)} == {f"AA{sign}", f"UA{sign}"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def f(flights):\n    return flights / 0\n", r"spark_jobs/job\.py:3: TypeError: "),
        ("def f(flights):\n    return flights.select('nope')\n", r"spark_jobs/job\.py:3: AnalysisException: .*`nope`"),
        (
            "def f(flights):\n    return flights.selectExpr('1/(n - n) AS n')\n",
            r"spark_jobs/job\.py: computing what f returned: .*\[DIVIDE_BY_ZERO\]",
        ),
        (
            "from pyspark.sql import functions as F\n\ndef g(n):\n    return 1 // 0\n\n"
            "def f(flights):\n    return flights.select(F.udf(g, 'bigint')('n').alias('n'))\n",
            r"spark_jobs/job\.py:5: ZeroDivisionError: ",
        ),
        ("def f(weather):\n    pass\n", r"job\.py: f\(weather\) is called with \(flights\): .*'weather'"),
        ("def f(flights):\n    return 3\n", "returned a int for staging.totals: it has to be a DataFrame"),
        ("def f(flights):\n    return {'x': flights}\n", "a dict of x, and the step's `into` has staging.totals"),
        ("def g(flights):\n    pass\n", r"spark_jobs/job\.py has no function 'f'"),
        ("import nothing_like_it\n", r"spark_jobs/job\.py:2: ModuleNotFoundError"),
        ("def f(flights):\n    raise SystemExit(0)\n", r"job\.py:3: RuntimeError: sys\.exit\(0\) would end the step"),
        ("def f(flights):\n    return flights.selectExpr('carrier AS n')\n", "n is int64, and its rows are string"),
        ("def f(flights):\n    return flights.selectExpr('n + 0.5D AS n')\n", "column n is int64, .* truncated"),
        ("def f(flights):\n    return flights\n", "rows came with unknown carrier, at, fare"),
        ("def f(flights):\n    return flights.selectExpr('1 AS m')\n", "without n and with unknown m"),
        ("def f(flights):\n    return flights.selectExpr('n', 'n')\n", "with repeated n"),
        ("def f(flights):\n    return flights.selectExpr('INTERVAL 1 MONTH AS n')\n", "cannot be kept in a table"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_job_is_told_with_its_place(project: Bench, text: str, message: str) -> None:
    project.file("spark_jobs/job.py", "\n" + text)
    with pytest.raises(Permanent, match=message) as raised:
        project.perform(spark("f"), table("staging.totals", n="long"), reads=READS)
    assert "Traceback" not in str(raised.value)
    assert "\tat " not in str(raised.value)


def test_values_that_only_some_may_see_are_in_no_message(project: Bench) -> None:
    guarded = Table("staging.totals", (Column("n", "int", guarded=True),))
    for returned in ("carrier AS n", "CAST(carrier AS int) AS n", "assert_true(false, carrier) AS n"):
        job(project, f"def f(flights): return flights.selectExpr('{returned}')")
        with pytest.raises(Permanent) as raised:
            project.perform(spark("f"), guarded, reads=READS)
        assert "UA" not in str(raised.value)
        assert "AA" not in str(raised.value)


def test_columns_and_rows_keep_their_numbers_when_a_table_changed(project: Bench) -> None:
    """A snapshot is read with the columns that readers have now, as every engine reads it."""
    with project.lake.table("raw.flights").update_schema() as change:
        change.rename_column("n", "number")
        change.delete_column("fare")
    job(project, "def f(flights): return flights.where('number > 1')")
    project.perform(spark("f"), Table("staging.changed"), reads=READS)
    assert sorted(project.rows("staging.changed"), key=lambda row: row["number"]) == [
        {"carrier": "AA", "at": HOURS[1], "number": 2},
        {"carrier": "UA", "at": HOURS[2], "number": 3},
    ]


SORTED = replace(
    FLIGHTS, name="staging.flights", strategy="insert_overwrite", partitioning=(PartitionField("at", "month"),),
    sort_order=(SortField("n", descending=True),),
)  # fmt: skip


def mark(name: str, interval: bool = False) -> Mark:
    return Mark("pipeline", "step", Run(name, DAY if interval else None), f"sha256:{name}", interval_rows=interval)


def written(bench: Bench, into: Table, text: str, name: str, reads: tuple[Read, ...] = READS) -> Writer:
    """A draft, not yet published, of what a function returns."""
    job(bench, text)
    writer = Writer(bench.lake, mark(name, reads is BY_INTERVAL))
    bench.prepare(spark("f"), into, reads=reads).write(writer)
    return writer


def described(bench: Bench, into: Table) -> dict[str, Any]:
    """What two engines must agree upon."""
    made = bench.lake.table(into.name)
    own = {marks.LEDGER, marks.WRITTEN, marks.FORK, marks.BYTES}
    said = snapshot_marks(made.current_snapshot())
    summary = {key: said[key] for key in sorted(said.keys() - own) if key.startswith("levada.")}
    rows = sorted(bench.rows(into.name), key=str)
    return {"rows": rows, "schema": made.schema(), "spec": made.spec(), "order": made.sort_order(), "said": summary}


TIMES = [datetime(2013, 1, 1, 13, tzinfo=UTC), datetime(2013, 1, 31, tzinfo=UTC), datetime(2014, 1, 1, tzinfo=UTC)]
BEFORE = pa.table({"carrier": ["X"] * 3, "at": TIMES, "fare": [Decimal(0)] * 3, "n": [7, 8, 9]})


@pytest.mark.parametrize("strategy", ["append", "replace", "insert_overwrite"])
@pytest.mark.parametrize("returned", ["flights", "flights.where('n = 1')", "flights.where('n < 0')"])
@pytest.mark.parametrize("reads", [READS, BY_INTERVAL], ids=["all", "interval"])
def test_both_engines_leave_the_same_table(
    tmp_path: Path, real: Environment, strategy: Any, returned: str, reads: tuple[Read, ...]
) -> None:
    found = []
    for engine in ("embedded", "spark"):
        bench = Bench(tmp_path / engine, environment=real, engine=engine)
        bench.root.mkdir()
        bench.fill(FLIGHTS, ROWS)
        into = replace(SORTED, strategy=strategy)
        bench.fill(into, BEFORE)
        writer = written(bench, into, f"def f(flights): return {returned}", "again", reads)
        assert added(bench.lake, draft := writer.drafts[into.name]).files or draft.rows == 0
        bench.publish(into, writer)
        found.append(described(bench, into))
    assert found[0] == found[1]


def test_rows_outside_the_interval_are_refused_and_counted(project: Bench) -> None:
    text = "def f(flights): return flights.withColumn('at', F.expr(\"at + INTERVAL 1 DAY\"))"
    with pytest.raises(Permanent, match=r"staging.flights: 2 of 2 rows have no at, or one outside"):
        written(project, SORTED, text, "outside", BY_INTERVAL)


def test_new_columns_wait_until_they_are_published(project: Bench) -> None:
    into = table("staging.grown", n="int")
    project.publish(into, written(project, into, "def f(flights): return flights.select('n')", "first"))
    columns = (Column("n", "long"), Column("carrier", "string"))
    wider = replace(into, columns=columns, on_schema_change="append_new_columns")
    writer = written(project, wider, "def f(flights): return flights.select('carrier', 'n')", "second")
    assert project.lake.table(into.name).schema().column_names == ["n"]
    project.publish(wider, writer)
    kinds = [str(field.field_type) for field in project.lake.table(into.name).schema().fields]
    assert kinds == ["long", "string"]
    assert {row["carrier"] for row in project.rows(into.name)} == {"AA", "UA"}


def test_rows_lie_in_the_table_s_order(project: Bench) -> None:
    into = replace(SORTED, strategy="replace")
    project.publish(into, written(project, into, "def f(flights): return flights", "sorted"))
    assert [row["n"] for row in project.rows(into.name)] == [3, 2, 1]


def test_times_of_day_are_refused_by_name(project: Bench) -> None:
    with pytest.raises(Permanent, match=r"staging.at: column at is a time of day, which Spark neither"):
        written(project, table("staging.at", at="time"), "def f(flights): return flights.selectExpr('n AS at')", "t")


def test_nothing_is_written_into_the_project_and_no_secret_onto_a_command_line(project: Bench) -> None:
    job(project, "def f(flights): return flights.select('n')")
    project.perform(spark("f"), table("staging.totals", n="int"), reads=READS)
    assert [path.name for path in (project.root / "spark_jobs").iterdir()] == ["job.py"]
    listed = subprocess.run(["ps", "-o", "args=", "--ppid", str(os.getpid())], capture_output=True, text=True).stdout
    assert "spark.sql.catalog" not in listed


def test_one_jvm_does_for_all_steps(project: Bench) -> None:
    begun = "flights.sparkSession.sparkContext.startTime"
    job(project, f"def f(flights): return flights.select('n', F.lit({begun}).alias('jvm'))")
    for name in ("staging.a", "staging.b"):
        project.perform(spark("f"), table(name, n="int", jvm="long"), reads=READS)
    assert len({row["jvm"] for name in ("staging.a", "staging.b") for row in project.rows(name)}) == 1
