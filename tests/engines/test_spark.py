"""`spark`: a function over DataFrames in a child process; what it may return, and how its mistakes are told."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from textwrap import dedent

import pyarrow as pa
import pytest

from levada.errors import Permanent, Retryable
from levada.lake.drafts import Writer
from levada.plan.graph import Output, Read
from levada.plan.tables import Table
from tests.engines.bench import Bench, mark, spark, table
from tests.engines.flights import FLIGHTS, HOURS, READS, ROWS

HEAD = "from pyspark.sql import DataFrame, functions as F\n"


@pytest.fixture
def project(bench: Bench) -> Bench:
    bench.fill(FLIGHTS, ROWS)
    return bench


def job(bench: Bench, text: str) -> Path:
    return bench.file("spark_jobs/job.py", HEAD + dedent(text))


def test_a_function_s_rows_are_published_in_their_types(project: Bench) -> None:
    job(
        project,
        """
        def totals(flights: DataFrame, at_least: int, day: str) -> DataFrame:
            print("hello")
            sums = [F.sum("n").alias("n"), F.sum("fare").alias("fare"), F.max("at").alias("at")]
            totals = flights.groupBy("carrier").agg(*sums).where(F.col("n") >= at_least)
            return totals.withColumn("day", F.lit(day).cast("date")).withColumn("last", F.to_date("at"))
        """,
    )
    kinds = {
        "carrier": "string",
        "n": "long",
        "fare": "decimal(12, 2)",
        "at": "timestamptz",
        "day": "date",
        "last": "date",
    }
    into = table("staging.totals", **kinds)
    project.perform(spark("totals", at_least=4, day="{{ ds }}"), into, reads=READS)
    assert project.rows("staging.totals") == [
        {
            "carrier": "UA",
            "n": 4,
            "fare": Decimal("3.00"),
            "at": HOURS[2],
            "day": date(2013, 1, 1),
            "last": date(2013, 1, 2),
        }
    ]
    assert project.said == ["hello"]


def test_a_window_begins_with_nulls_as_spark_s_do(project: Bench) -> None:
    job(
        project,
        """
        from pyspark.sql import Window

        def f(flights):
            n = F.when(F.col("n") > 1, F.col("n"))
            rows = flights.select("n", n.alias("m"))
            orders = {"up": "m", "down": F.desc("m"), "last": F.asc_nulls_last("m")}
            ranks = [F.rank().over(Window.orderBy(order)).alias(name) for name, order in orders.items()]
            return rows.select("n", *ranks)
        """,
    )
    project.perform(spark("f"), Table("staging.ranks"), reads=READS)
    assert sorted(tuple(row.values()) for row in project.rows("staging.ranks")) == [
        (1, 1, 3, 3),
        (2, 2, 2, 1),
        (3, 3, 1, 2),
    ]


@pytest.mark.parametrize("name", ["2013", "true", "null", "current_date"])
def test_a_column_that_would_be_taken_for_a_value_is_refused(project: Bench, name: str) -> None:
    years = table("raw.years", **{name: "int"})
    project.fill(years, pa.table({name: pa.array([1], pa.int32())}))
    job(project, f"def f(years): return years.select(F.col('{name}').alias('n'))")
    with pytest.raises(Permanent, match=f"years has a column called {name}, which .* for a value: rename it"):
        project.perform(spark("f"), Table("staging.n"), reads=(Read("years", "raw.years"),))


def test_what_one_side_of_an_outer_join_computes_is_null_where_nothing_matches(project: Bench) -> None:
    late = "flights.where('n > 2').select('n').distinct().withColumn('hit', F.lit(1))"
    job(project, f"def f(flights):\n    return flights.select('n').join({late}, 'n', 'left')\n")
    project.perform(spark("f"), Table("staging.hits"), reads=READS)
    rows = sorted(tuple(row.values()) for row in project.rows("staging.hits"))
    assert rows == [(1, None), (2, None), (3, 1)]


@pytest.mark.parametrize(
    ("does", "expected"),
    [
        ("flights.withColumn('n', F.col('n') + 1).where('n > 3')", [4]),
        ("flights.withColumns({'n': F.lit(7)}).limit(1)", [7]),
        ("flights.replace(2, 9, subset=['n'])", [1, 3, 9]),
        ("flights.replace(2, 9, subset=['n']).where('n > 2')", [3, 9]),
        ("flights.withColumn('n', F.nullif('n', F.lit(2))).fillna({'n': 8}).groupBy('n').count()", [1, 3, 8]),
        ("flights.select(F.nullif('n', F.lit(2)).alias('n')).na.fill(8).withColumn('n', F.col('n') + 1)", [2, 4, 9]),
        ("flights.withColumn('n', F.nullif('n', F.lit(2))).fillna({'n': 8})", [1, 3, 8]),
        ("flights.join(flights.groupBy('carrier').agg(F.max('n').alias('most')), 'carrier').where('n = most')", [2, 3]),
    ],
)
def test_what_names_a_column_means_the_one_that_is_read(project: Bench, does: str, expected: list[int]) -> None:
    job(project, f"def f(flights):\n    return {does}\n")
    project.perform(spark("f"), Table("staging.named"), reads=READS)
    assert sorted(row["n"] for row in project.rows("staging.named")) == expected


def test_an_interval_read_sees_the_run_s_rows_and_a_dict_fills_several(project: Bench) -> None:
    job(project, "def f(flights):\n    return {'all': flights, 'none': flights.where('n < 0')}\n")
    outputs = (Output("all", Table("staging.all")), Output("none", Table("staging.none")))
    project.perform(spark("f"), *outputs, reads=(Read("flights", "raw.flights", "interval"),))
    assert [row["n"] for row in project.rows("staging.all")] == [1, 2]
    assert project.rows("staging.none") == []
    kinds = {field.name: str(field.field_type) for field in project.lake.table("staging.none").schema().fields}
    assert kinds == {"carrier": "string", "at": "timestamptz", "fare": "decimal(9, 2)", "n": "int"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def f(flights):\n    return flights / 0\n", r"spark_jobs/job\.py:3: TypeError: "),
        (
            "def f(flights):\n    return flights.select('nope')\n",
            r"spark_jobs/job\.py: computing what f returned: .*nope",
        ),
        ("def f(weather):\n    pass\n", r"job\.py: f\(weather\) is called with \(flights\): .*'weather'"),
        ("def f(flights):\n    return 3\n", "returned a int for staging.totals: it has to be a DataFrame"),
        ("def f(flights):\n    return {'x': flights}\n", "a dict of x, and the step's `into` has staging.totals"),
        ("def g(flights):\n    pass\n", r"spark_jobs/job\.py has no function 'f'"),
        ("import nothing_like_it\n", r"spark_jobs/job\.py:2: ModuleNotFoundError"),
        ("import os\nos._exit(3)\n", "its process ended with code 3"),
        (
            "def f(flights):\n    return flights.select('n', flights['fare'].alias('N'))\n",
            "returned the column n twice; capitals",
        ),
        ("import sys\n\ndef f(flights):\n    sys.exit(0)\n", r"job\.py:5: RuntimeError: sys\.exit\(0\) would end"),
        ("raise SystemExit\n", r"job\.py:2: RuntimeError: sys\.exit\(\) would end the step unseen"),
    ],
)
def test_a_mistake_in_a_job_is_told_with_its_place(project: Bench, text: str, message: str) -> None:
    project.file("spark_jobs/job.py", "\n" + text)
    with pytest.raises(Permanent, match=message) as raised:
        project.perform(spark("f"), table("staging.totals", n="long"), reads=READS)
    assert "Traceback" not in str(raised.value)


def test_a_step_may_be_written_twice(project: Bench) -> None:
    job(project, "def f(flights): return flights.select('n')")
    prepared = project.prepare(spark("f"), into := table("staging.totals", n="int"), reads=READS)
    for name in ("first", "second"):
        prepared.write(writer := Writer(project.lake, mark(name)))
        assert writer.drafts[into.name].rows == 3


def test_a_dataset_that_nobody_filled_is_named(bench: Bench) -> None:
    job(bench, "def f(flights): return flights")
    with pytest.raises(Retryable, match=r"raw\.flights is not published yet"):
        bench.perform(spark("f"), table("staging.totals", n="long"), reads=READS)


def test_the_job_s_code_is_part_of_what_is_known_beforehand(bench: Bench) -> None:
    job(bench, "def f(flights): return flights")
    before = bench.prepare(spark("f"), table("staging.totals", n="long")).code
    job(bench, "def f(flights): return flights.limit(1)")
    assert bench.prepare(spark("f"), table("staging.totals", n="long")).code != before


def test_nothing_is_written_into_the_project(project: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
    job(project, "def f(flights): return flights.select('n')")
    project.perform(spark("f"), table("staging.totals", n="int"), reads=READS)
    assert [path.name for path in (project.root / "spark_jobs").iterdir()] == ["job.py"]
