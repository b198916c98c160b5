"""`sql` steps on real Spark: the query's own dialect decides what it means."""

from dataclasses import replace

import pytest

from levada.engines.spark.query import renamed
from levada.errors import Permanent
from levada.plan.actions import Sql
from levada.plan.graph import Read
from tests.engines.bench import Bench, table
from tests.engines.flights import FLIGHTS, READS, ROWS
from tests.engines.test_spark_steps import BY_INTERVAL, project

__all__ = ["project"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SELECT n FROM raw.flights", "SELECT n FROM levada_0 AS flights"),
        ("SELECT f.n FROM raw.flights AS f", "SELECT f.n FROM levada_0 AS f"),
        ("WITH flights AS (SELECT 1) SELECT * FROM flights", "WITH flights AS (SELECT 1) SELECT * FROM flights"),
        ("SELECT 1 FROM raw.flights CROSS JOIN raw.x", "SELECT 1 FROM levada_0 AS flights CROSS JOIN raw.x"),
    ],
)  # fmt: skip
def test_datasets_become_views(text: str, expected: str) -> None:
    assert renamed(text, {"raw.flights": "levada_0"}) == expected


def test_a_query_is_asked_in_its_own_dialect(project: Bench) -> None:
    later = "date_add('hour', 3, date_add('day', -1, at))"
    query = f"""select carrier, n / 2 as half, date_trunc('day', at) as day, '{{{{ ds }}}}' as ds, {later} as later,
                cast(n * 0.3e0 as integer) as rounded from raw.flights where n > 1"""
    kinds = {"later": "timestamptz", "rounded": "int"}
    into = table("staging.halves", carrier="string", half="long", day="timestamptz", ds="string", **kinds)
    project.perform(Sql(query), into, reads=BY_INTERVAL)
    (row,) = project.rows(into.name)
    assert (row["carrier"], row["half"], row["day"].isoformat(), row["ds"]) == (
        "AA", 1, "2013-01-01T00:00:00+00:00", "2013-01-01",
    )  # fmt: skip
    assert (row["later"].isoformat(), row["rounded"]) == ("2012-12-31T15:00:00+00:00", 1)


def test_spark_s_own_dialect_is_asked_too(project: Bench) -> None:
    query = "select n / 2 as half from raw.flights where n = 1"
    project.perform(Sql(query, "spark"), table("staging.halves", half="double"), reads=READS)
    assert project.rows("staging.halves") == [{"half": 0.5}]


def test_a_mistake_is_told_with_the_line_of_the_query(project: Bench) -> None:
    with pytest.raises(Permanent, match=r"step step, line 2 of its query: .*`nope`"):
        project.perform(Sql("select\n nope\nfrom raw.flights", "spark"), table("staging.t", n="int"), reads=READS)
    with pytest.raises(Permanent, match=r"step step, its query: \[DIVIDE_BY_ZERO\]"):
        project.perform(Sql("select 1 / (n - n) as n from raw.flights"), table("staging.t", n="int"), reads=READS)


def test_values_that_only_some_may_see_are_in_no_message(project: Bench) -> None:
    columns = tuple(replace(one, guarded=True) for one in FLIGHTS.columns or ())
    project.fill(replace(FLIGHTS, name="raw.guarded", columns=columns), ROWS)
    asked = Sql("select cast(carrier as int) as n from raw.guarded")
    with pytest.raises(Permanent) as raised:
        project.perform(asked, table("staging.t", n="int"), reads=(Read("guarded", "raw.guarded"),))
    assert "UA" not in str(raised.value)
    assert "AA" not in str(raised.value)
