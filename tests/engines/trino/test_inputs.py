"""Datasets of a query are read as of their published snapshots; line by line it stays as its author wrote it."""

import re
from dataclasses import replace
from datetime import UTC, datetime

import pyarrow as pa
import pytest
from pyiceberg.schema import Schema
from pyiceberg.types import DecimalType, NestedField, TimestamptzType

from levada.engines.trino.inputs import pinned
from levada.lake.reading import Scope, scope
from levada.plan.graph import Read
from levada.plan.tables import Column, Table
from tests.engines.bench import DAY, Bench

FLIGHTS = Table("raw.flights", (Column("at", "timestamptz"),), event_time="at")
AS_OF = '"lake"."raw"."flights" FOR VERSION AS OF BIGINT'


@pytest.fixture
def flights(bench: Bench) -> Scope:
    bench.fill(FLIGHTS, pa.table({"at": [datetime(2013, 1, 1, tzinfo=UTC)]}))
    table = bench.lake.table("raw.flights")
    return Scope(table, table.metadata.refs["main"].snapshot_id, table.schema())


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("select x -- of\nfrom raw.flights", f'select x -- of\nfrom {AS_OF} AS "flights"'),
        ('select f.x from RAW."flights" as f', f"select f.x from {AS_OF} as f"),
        ("select raw.flights.x from raw.flights", f'select flights.x from {AS_OF} AS "flights"'),
        ("with flights as (select 1 as x) select x from flights", None),
        ("select x from raw.flights tablesample bernoulli (1)", f'select x from {AS_OF} AS "flights" tablesample '
         "bernoulli (1)"),
        ("select 'raw.flights' as x from raw.other", None),
        ('select área, "Zé" as Ênfase, \'é\' as e from raw.other ô where ô.Área = 1',
         'select "área", "Zé" as "Ênfase", \'é\' as e from raw.other "ô" where "ô"."Área" = 1'),
    ],
)  # fmt: skip
def test_a_dataset_is_its_snapshot(flights: Scope, query: str, expected: str | None) -> None:
    text = re.sub(r" '\d+'", "", pinned(query, {"raw.flights": flights}, "lake"))
    assert text == (expected or query)


def test_an_interval_is_a_condition(bench: Bench, flights: Scope) -> None:
    read = Read("raw.flights", "raw.flights", "interval")
    seen = scope(bench.lake, "raw.flights", flights.snapshot_id, read, DAY)
    assert seen is not None
    assert pinned("select at from raw.flights", {"raw.flights": seen}, "lake").endswith(
        'WHERE "at" >= TIMESTAMP \'2013-01-01 05:00:00.000000 UTC\' AND "at" < '
        "TIMESTAMP '2013-01-02 05:00:00.000000 UTC') AS \"flights\""
    )


def test_a_snapshot_has_the_columns_that_its_table_has_by_now(flights: Scope) -> None:
    fields = (NestedField(1, "began", TimestamptzType()), NestedField(7, "fare", DecimalType(9, 2)))
    text = pinned("select began from raw.flights", {"raw.flights": replace(flights, schema=Schema(*fields))}, "lake")
    assert text.startswith(
        'select began from (SELECT CAST("at" AS timestamp(6) with time zone) AS "began", '
        'CAST(NULL AS decimal(9, 2)) AS "fare" FROM "lake"."raw"."flights" FOR VERSION'
    )


def test_what_was_never_published_has_no_rows(flights: Scope) -> None:
    nothing = {"raw.flights": Scope(flights.table, None, flights.schema)}
    text = pinned("select at from raw.flights f", nothing, "lake")
    assert text == 'select at from (SELECT * FROM "lake"."raw"."flights" WHERE false) f'
