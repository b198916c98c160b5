"""Where the columns of a DataFrame come from: told from real Spark's plans, or not told."""

from collections.abc import Callable
from typing import Any

import pytest

from levada.engines.lineage import Trace, Untold
from levada.engines.registry import engine
from levada.engines.spark.driver import session
from levada.engines.spark.frames import frames
from levada.engines.spark.lineage import traced
from levada.engines.spark.settings import told
from levada.lake.drafts import Writer
from levada.plan.actions import Spark
from levada.plan.environment import Environment
from levada.plan.graph import Output, Read, Task
from levada.plan.tables import Table
from tests.engines.bench import Bench, mark, spark
from tests.engines.flights import FLIGHTS, ROWS

N, AT, CARRIER, FARE = (f"raw.flights.{name}" for name in ("n", "at", "carrier", "fare"))
READS = (Read("flights", "raw.flights", "interval"),)
Made = Callable[[Any, Any, Any], Any]


@pytest.fixture
def project(tmp_path_factory: pytest.TempPathFactory, real: Environment) -> Bench:
    bench = Bench(tmp_path_factory.mktemp("lineage"), environment=real, engine="spark")
    bench.fill(FLIGHTS, ROWS)
    return bench


def said(trace: Trace) -> dict[str, str]:
    return {".".join(column): " ".join(sorted(how)) for column, how in trace.items()}


@pytest.fixture
def tell(project: Bench) -> Callable[[Made], Any]:
    """Of what is made of the interval's flights, with Spark's functions and windows."""
    from pyspark.sql import Window
    from pyspark.sql import functions as f

    begun = session(told(project.environment), project.lake.catalog.properties, project.root)
    flights = frames(begun, project.work(Task("p", "s", Spark("job", "f"), READS)))["flights"]

    def tell(made: Made) -> Any:
        return traced(made(flights, f, Window), [("raw.flights", flights)])

    return tell


def test_columns_are_followed_through_the_plan(tell: Callable[[Made], Any]) -> None:
    expected: dict[str, tuple[Made, dict[str, str]]] = {
        "same": (lambda t, f, w: t.select(t.n.alias("x")), {N: "identity"}),
        "cast": (lambda t, f, w: t.select(t.n.cast("string").alias("x")), {N: "transformation"}),
        "literal": (lambda t, f, w: t.select(f.lit(1).alias("x")), {}),
        "case": (lambda t, f, w: t.select(f.when(t.n > 1, t.carrier).otherwise(t.fare).alias("x")),
                 {N: "conditional", CARRIER: "transformation", FARE: "transformation"}),
        "ranked": (lambda t, f, w: t.select(f.rank().over(w.partitionBy("carrier").orderBy("at")).alias("x")),
                   {CARRIER: "window", AT: "window"}),
        "lagging": (lambda t, f, w: t.select(f.lag("n").over(w.orderBy("at")).alias("x")),
                    {N: "transformation", AT: "window"}),
        "sum": (lambda t, f, w: t.groupBy("carrier").agg((f.sum("n") + 1).alias("x")), {N: "aggregation"}),
        "some": (lambda t, f, w: t.groupBy("carrier").agg(f.expr("count(*) filter (where n > 1)").alias("x")),
                 {N: "filter"}),
        "exploded": (lambda t, f, w: t.select(f.explode(f.array("n")).alias("x")), {N: "transformation"}),
        "lambda": (lambda t, f, w: t.select(f.transform(f.array("n"), lambda one: one + t.fare).alias("x")),
                   {N: "transformation", FARE: "transformation"}),
        "joined": (lambda t, f, w: t.join(t.select("n", t.fare.alias("x")), "n"), {FARE: "identity"}),
        "united": (lambda t, f, w: t.select(t.n.alias("x")).union(t.select(t.fare)),
                   {N: "transformation", FARE: "transformation"}),
        "rollup": (lambda t, f, w: t.rollup(t.n.alias("x")).count(), {N: "identity"}),
    }  # fmt: skip
    found = {name: said(tell(made).columns["x"]) for name, (made, _) in expected.items()}
    assert found == {name: origins for name, (_, origins) in expected.items()}


def test_rows_are_decided_by_columns_and_not_by_the_interval_that_was_read(tell: Callable[[Made], Any]) -> None:
    expected: dict[str, tuple[Made, dict[str, str]]] = {
        "read": (lambda t, f, w: t, {}),
        "chosen": (lambda t, f, w: t.where("n > 1"), {N: "filter"}),
        "met": (lambda t, f, w: t.join(t.select(t.n.alias("m"), "carrier"), f.col("m") == t.n, "left_semi"),
                {N: "join"}),
        "grouped": (lambda t, f, w: t.groupBy("carrier").count(), {CARRIER: "group_by"}),
        "apart": (lambda t, f, w: t.dropDuplicates(["n"]), {N: "group_by"}),
        "sorted": (lambda t, f, w: t.orderBy("at").limit(2), {AT: "sort"}),
        "without": (lambda t, f, w: t.select("n").subtract(t.select("n").where("n > 1")), {N: "filter"}),
    }  # fmt: skip
    assert {name: said(tell(made).rows) for name, (made, _) in expected.items()} == {
        name: origins for name, (_, origins) in expected.items()
    }


@pytest.mark.parametrize(
    "made",
    [
        lambda t, f, w: t.sparkSession.createDataFrame([(1,)], "a int").crossJoin(t),
        lambda t, f, w: t.sparkSession.sql("SELECT * FROM {t} AS t WHERE n IN (SELECT n FROM {t})", t=t),
        lambda t, f, w: t.sparkSession.range(3),
    ],
    ids=["rows of its own", "a query in an expression", "numbers"],
)
def test_what_cannot_be_told_is_not_told(tell: Callable[[Made], Any], made: Made) -> None:
    with pytest.raises(Untold):
        tell(made)


def test_nothing_is_told_where_an_input_has_no_rows_yet(project: Bench) -> None:
    nothing = session(told(project.environment), project.lake.catalog.properties, project.root).sql("SELECT 1 AS n")
    with pytest.raises(Untold, match=r"raw\.flights, of which no row is read"):
        traced(nothing, [("raw.flights", nothing)])


def test_a_step_tells_of_each_dataset_that_it_fills(project: Bench) -> None:
    project.file("spark_jobs/job.py", "def f(flights):\n    return {'a': flights, 'b': flights.select('n')}\n")
    into = (Output("a", Table("staging.a")), Output("b", Table("staging.b")))
    work = project.work(Task("p", "s", spark("f"), READS, into, engine="spark", gate="spark"))
    engine("spark").performs[Spark](work).write(Writer(project.lake, mark("told")))
    assert {name: list(found.columns) for name, found in work.traced.items()} == {
        "staging.a": ["carrier", "at", "fare", "n"], "staging.b": ["n"],
    }  # fmt: skip
