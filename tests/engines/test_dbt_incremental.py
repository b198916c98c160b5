"""Incremental models and snapshots: `{{ this }}` is the published table, and only what changes is written."""

from contextlib import nullcontext
from datetime import datetime
from typing import Any

import pyarrow as pa
import pytest

from levada.errors import Permanent
from levada.lake.drafts import Mark, Writer
from levada.lake.rollback import rollback
from levada.plan.actions import Dbt
from levada.plan.graph import Output, Read
from levada.plan.run import Run
from levada.plan.tables import Table
from tests.engines.bench import RUN, Bench, table

ORDERS = table("raw.orders", id="long", state="string", moment="timestamp")
READS = (Read("orders", "raw.orders"),)
NEW = "{% if is_incremental() %} where moment > (select max(moment) from {{ this }}) {% endif %}"
PROJECT = {
    "dbt_project.yml": "name: demo\nversion: 1.0.0\nprofile: demo\non-run-start: select 1\n",
    "macros/generate_schema_name.sql": (
        "{% macro generate_schema_name(name, node) %}{{ name or target.schema }}{% endmacro %}"
    ),
    "models/log.sql": (
        "{{ config(schema='m', materialized='incremental') }}\n"
        f"select *, {{{{ is_incremental() }}}} as later from {{{{ source('raw', 'orders') }}}} {NEW}"
    ),
    "models/orders.sql": (
        "{{ config(schema='m', materialized='incremental', unique_key='id') }}\n"
        f"select * from {{{{ source('raw', 'orders') }}}} {NEW}"
    ),
    "models/counted.sql": (
        "{{ config(schema='m', materialized='table') }} select count(*) as n from {{ ref('orders') }}"
    ),
    "snapshots/states.sql": (
        "{% snapshot states %} {{ config(schema='m', unique_key='id', strategy='timestamp', updated_at='moment') }}"
        "select * from {{ source('raw', 'orders') }} {% endsnapshot %}"
    ),
    "seeds/codes.csv": "code,name\n1,one\n",
    "seeds/seeds.yml": "seeds: [{name: codes, config: {schema: m}}]",
    "models/models.yml": "models: [{name: orders, columns: [{name: id, data_tests: [unique]}]}]",
}  # fmt: skip
NAMES = ("log", "orders", "counted", "states", "codes")
INTO = tuple(Output(f"m.{name}", Table(f"m.{name}")) for name in NAMES)
FIRST = [(1, "new", 1), (2, "new", 1)]
SECOND = [(1, "paid", 2), (2, "new", 1), (3, "new", 2)]


@pytest.fixture
def project(bench: Bench) -> Bench:
    for name, text in PROJECT.items():
        bench.file(f"dbt_project/{name}", text)
    return bench


def arrive(bench: Bench, rows: list[tuple[int, str, int]]) -> None:
    ids, states, days = zip(*rows, strict=True)
    moments = pa.array([datetime(2024, 1, day) for day in days], pa.timestamp("us"))
    bench.fill(ORDERS, pa.table({"id": ids, "state": states, "moment": moments}), f"arrived {rows}")


def build(bench: Bench, name: str, *without: str) -> dict[str, tuple[int, int]]:
    """Build and publish, as a run of that name; rows and files of each draft. Not all need be published."""
    mark = Mark("pipeline", "step", Run(name), f"sha256:{name}")
    writer = Writer(bench.lake, mark)
    bench.prepare(Dbt("*"), *INTO, reads=READS).write(writer)
    for one in INTO:
        if one.table.name in writer.drafts and one.table.name not in without:
            bench.publish(one.table, writer)
    return {dataset: (draft.rows, draft.files) for dataset, draft in writer.drafts.items()}


DAILY = (
    "{{ config(schema='m', materialized='incremental') }}\n"
    "select *, '{{ var('day') }}' as day from {{ source('raw', 'orders') }}"
)


def rows(bench: Bench, dataset: str, *columns: str) -> list[tuple[Any, ...]]:
    return sorted(tuple(str(row[column]) for column in columns) for row in bench.rows(dataset))


def test_a_build_goes_on_from_what_is_published(project: Bench) -> None:
    arrive(project, FIRST)
    assert build(project, "one")["m.orders"] == (2, 1)
    published = project.lake.table("m.orders").metadata.current_snapshot_id
    arrive(project, SECOND)
    written = build(project, "two")
    assert written == {"m.log": (2, 1), "m.orders": (2, 1), "m.counted": (1, 1), "m.states": (3, 1), "m.codes": (1, 1)}
    assert rows(project, "m.log", "id", "state", "later") == [
        ("1", "new", "False"), ("1", "paid", "True"), ("2", "new", "False"), ("3", "new", "True"),
    ]  # fmt: skip
    assert rows(project, "m.orders", "id", "state") == [("1", "paid"), ("2", "new"), ("3", "new")]
    assert rows(project, "m.counted", "n") == [("3",)]
    assert rows(project, "m.states", "id", "state", "dbt_valid_from", "dbt_valid_to") == [
        ("1", "new", "2024-01-01 00:00:00", "2024-01-02 00:00:00"),
        ("1", "paid", "2024-01-02 00:00:00", "None"),
        ("2", "new", "2024-01-01 00:00:00", "None"),
        ("3", "new", "2024-01-02 00:00:00", "None"),
    ]
    rollback(project.lake, "m.orders", published)
    assert build(project, "three")["m.orders"] == (2, 1)
    assert rows(project, "m.orders", "id", "state") == [("1", "paid"), ("2", "new"), ("3", "new")]


def test_a_build_that_was_published_in_part_goes_on_from_where_it_began(project: Bench) -> None:
    arrive(project, FIRST)
    build(project, "one")
    arrive(project, SECOND)
    build(project, "two", "m.orders", "m.counted", "m.states")
    assert "m.log" not in build(project, "two")
    assert len(project.rows("m.log")) == 4
    assert rows(project, "m.counted", "n") == [("3",)]


def test_a_model_that_appends_does_not_append_an_interval_twice(bench: Bench) -> None:
    for name in ("dbt_project.yml", "macros/generate_schema_name.sql"):
        bench.file(f"dbt_project/{name}", PROJECT[name])
    bench.file("dbt_project/models/daily.sql", DAILY)
    daily = Output("m.daily", Table("m.daily"))
    arrive(bench, FIRST)
    for name, refused in (("one", False), ("two", True)):
        mark = Mark("pipeline", "step", RUN, f"sha256:{name}")
        prepared = bench.prepare(Dbt("*", variables='{"day": "{{ ds }}"}'), daily, reads=READS)
        with pytest.raises(Permanent, match=r"m\.daily: step has appended 2013-01-01") if refused else nullcontext():
            prepared.write(writer := Writer(bench.lake, mark))
            bench.publish(daily.table, writer)
    assert len(bench.rows("m.daily")) == 2
