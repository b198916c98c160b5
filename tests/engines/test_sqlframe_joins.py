"""What follows a join in a job on the embedded engine: names mean what the join gives, as Spark's do."""

from pathlib import Path

import pytest

from levada.errors import Permanent
from levada.plan.tables import Table
from tests.engines.bench import Bench, spark
from tests.engines.flights import FLIGHTS, READS, ROWS


@pytest.fixture
def project(bench: Bench) -> Bench:
    bench.fill(FLIGHTS, ROWS)
    return bench


def job(bench: Bench, text: str) -> Path:
    return bench.file("spark_jobs/job.py", f"from pyspark.sql import functions as F\n{text}")


@pytest.mark.parametrize(
    ("does", "expected"),
    [
        ("one.join(two, 'n', 'left').where((F.col('n') == 3) | F.col('n').isNull())", [(3, 3)]),
        ("one.join(two, 'n', 'left').select('n', (F.col('n') + 1).alias('m'))", [(1, 2), (2, 3), (3, 4)]),
        ("one.join(two, 'n', 'full').groupBy('n').agg(F.max('n').alias('m'))", [(1, 1), (2, 2), (3, 3), (4, 4)]),
        ("one.join(two, 'n', 'full').join(two, ['n', 'm'], 'left')", [(1, None), (2, None), (3, 3), (4, 4)]),
        ("one.join(two, 'n', 'full').fillna({'m': 0})", [(1, 0), (2, 0), (3, 3), (4, 4)]),
        ("one.join(two, 'n', 'full').orderBy(F.desc('n')).limit(1)", [(4, 4)]),
        ("one.join(two, 'n', 'full').drop('n').na.drop()", [(3,), (4,)]),
        ("(lambda both: both.where(both.n == 4))(one.join(two, 'n', 'right'))", [(4, 4)]),
        ("one.alias('a').join(two.alias('b'), F.col('a.n') == F.col('b.n'), 'left')"
         ".drop(F.col('b.m')).drop(F.col('b.n'))", [(1,), (2,), (3,)]),
        ("one.join(two, one.n == two.n, 'left').select(one.n, two.n.alias('k'))", [(1, None), (2, None), (3, 3)]),
        ("one.join(two, one.n == two.n, 'left').drop(two.m).drop(two.n)", [(1,), (2,), (3,)]),
        ("one.dropna().join(two, 'n', 'full').select('n')", [(1,), (2,), (3,), (4,)]),
        ("one.alias('a').join(two.alias('b'), 'n').withColumn('k', F.lit(1)).select('a.n', 'b.m')", [(3, 3)]),
        ("one.join(two, one.n == two.n, 'left').withColumn('k', two.m + 1).select(one.n, two.m, 'k')",
         [(1, None, None), (2, None, None), (3, 3, 4)]),
        ("one.join(two, 'n', 'left').orderBy(one.n).limit(3).select(one.n, two.m)", [(1, None), (2, None), (3, 3)]),
        ("one.crossJoin(two).where('m = 4').agg(F.count('*').alias('all'))", [(3,)]),
        ("(lambda big: one.join(two, 'n', 'left').where(big).union(two.where(big)))(F.col('n') > 2)",
         [(3, 3), (3, 3), (4, 4)]),
    ],
)  # fmt: skip
def test_a_name_after_a_join_means_what_the_join_gives(
    project: Bench, does: str, expected: list[tuple[int | None, ...]]
) -> None:
    two = "flights.where('n > 1').select((F.col('n') + 1).alias('n')).withColumn('m', F.col('n'))"
    job(project, f"def f(flights):\n    one, two = flights.select('n'), {two}\n    return {does}\n")
    project.perform(spark("f"), Table("staging.joined"), reads=READS)
    rows = [tuple(row.values()) for row in project.rows("staging.joined")]
    assert sorted(rows, key=repr) == expected


@pytest.mark.parametrize(
    ("does", "message"),
    [
        ("withColumn('k', F.lit(1)).select('a.fare', F.col('b.at'))", r"b\.at is told from the other side's at just"),
        ("distinct().where(F.col('b.n').isNull())", r"b\.n is told from the other side's n just right after the join"),
        ("orderBy('n').limit(2)", r"the join gives carrier twice: rename it, or drop it"),
    ],
)
def test_a_column_of_one_side_is_not_taken_for_the_other_s(project: Bench, does: str, message: str) -> None:
    job(project, f"def f(flights):\n    a, b = flights.alias('a'), flights.where('n > 1').alias('b')\n"
                 f"    return a.join(b, 'n', 'full').{does}\n")  # fmt: skip
    with pytest.raises(Permanent, match=message):
        project.perform(spark("f"), Table("staging.joined"), reads=READS)


def test_a_column_selected_by_its_side_has_just_its_name(project: Bench) -> None:
    job(project, "def f(flights):\n    return flights.alias('a').select('a.n', F.col('a.at'))\n")
    project.perform(spark("f"), Table("staging.called"), reads=READS)
    assert list(project.rows("staging.called")[0]) == ["n", "at"]
