"""Every verb of the engine in this process, on tables in a real catalogue and a real object store."""

from pathlib import Path

import pyarrow as pa
import pytest

from levada.engines.embedded.comparison import compare
from levada.engines.embedded.peek import peek
from levada.lake.naming import before
from levada.lake.publication import published
from levada.lake.reading import readable
from levada.plan.actions import Dbt, Sql
from levada.plan.checks import Check
from levada.plan.graph import Output, Read
from levada.plan.measures import DuplicateValues
from levada.plan.tables import Column, Table
from tests.engines.bench import Bench, ingest, python, spark, table
from tests.warehouse import Lakehouse

pytestmark = pytest.mark.lakehouse

READS = (Read("flights", "raw.flights"),)
TOTALS = Output("totals", Table("marts.totals"))
JOB = """\
from pyspark.sql import DataFrame, functions as F


def of_rows(flights: DataFrame) -> DataFrame:
    return flights.groupBy("carrier").agg(F.sum("n").alias("n"))


def of_arrow(flights):
    return flights.group_by("carrier").aggregate([("n", "sum")]).rename_columns(["carrier", "n"])
"""
PROJECT = {
    "dbt_project.yml": "name: demo\nversion: 1.0.0\nprofile: demo\nmodels: {demo: {+schema: marts}}\n",
    "macros/generate_schema_name.sql": "{% macro generate_schema_name(name, node) %}{{ name }}{% endmacro %}",
    "models/totals.sql": (
        "{{ config(materialized='incremental', unique_key='carrier') }}\n"
        "select carrier, cast(sum(n) as bigint) as n from {{ source('raw', 'flights') }}"
        "{% if is_incremental() %} where carrier not in (select carrier from {{ this }} where n > 5){% endif %}"
        " group by carrier"
    ),
}


@pytest.fixture
def there(bench: Bench, lakehouse: Lakehouse) -> Bench:
    """A bench whose tables lie in the store."""
    bench.environment = lakehouse.environment()
    bench.fill(table(carrier="string", n="int"), pa.table({"carrier": ["UA", "AA", "UA"], "n": [1, 2, 3]}))
    bench.file("spark_jobs/job.py", JOB)
    return bench


def totals(bench: Bench) -> dict[str, int]:
    return {row["carrier"]: row["n"] for row in bench.rows("marts.totals")}


def test_files_are_ingested(there: Bench) -> None:
    there.file("data/a.csv", "id\n1\n2\n")
    there.perform(ingest("a.csv"), table("raw.numbers", id="long"))
    assert [row["id"] for row in there.rows("raw.numbers")] == [1, 2]


def test_a_query_reads_there(there: Bench) -> None:
    query = "select carrier, sum(n) as n from raw.flights group by carrier"
    there.perform(Sql(query, "duckdb"), TOTALS.table, reads=READS)
    assert totals(there) == {"AA": 2, "UA": 4}


@pytest.mark.parametrize("action", [spark("of_rows"), python("of_arrow")])
def test_a_function_reads_there_in_a_process_of_its_own(there: Bench, action: object) -> None:
    there.perform(action, TOTALS, reads=READS)  # type: ignore[arg-type]
    assert totals(there) == {"AA": 2, "UA": 4}


def test_dbt_reads_there_in_its_own_process_and_goes_on_from_what_it_built(there: Bench) -> None:
    for name, text in PROJECT.items():
        there.file(f"dbt_project/{name}", text)
    there.fill(Table("marts.totals"), pa.table({"carrier": ["UA", "DL"], "n": pa.array([9, 1], pa.int64())}))
    there.perform(Dbt("totals"), TOTALS, reads=READS)
    assert totals(there) == {"UA": 9, "DL": 1, "AA": 2}


def test_the_gate_looks_there(there: Bench) -> None:
    numbers = Table("raw.n", (Column("id", "long"),), checks=(Check("unique", DuplicateValues(("id",))),))
    (found,) = there.check(numbers, pa.table({"id": [1, 1, 2]}))
    assert (found.passed, found.count) == (False, 1)


def test_people_look_there(there: Bench, tmp_path: Path) -> None:
    there.fill(
        Table("raw.flights", strategy="append"), pa.table({"carrier": ["DL"], "n": pa.array([5], pa.int32())}), "more"
    )
    lake = there.lake
    assert peek(lake, "raw.flights", 1, ("carrier",))[0] == ["carrier"]
    old, new = (
        readable(lake, "raw.flights", at) for at in (before(lake, "raw.flights"), published(lake, "raw.flights"))
    )
    assert old is not None
    assert new is not None
    assert compare(old, new, (), 5, tmp_path, lake.stores).added == 1
