"""Columns that a dataset without a contract is said to have, and that its query does not return."""

from pathlib import Path

import pytest

from levada.engines.gate.review import review
from levada.plan.planner import plan
from levada.spec.reader import read

SPEC = """\
apiVersion: levada/v1
kind: Pipeline
steps:
  - {ingest: {files: a.csv}, into: raw.a}
  - {sql: "select *, amount * 2 as double from raw.a", into: staging.a}
  - {sql: "QUERY", into: marts.a}
datasets:
  raw.a: {contract: [{name: id, logicalType: integer}, {name: amount, logicalType: integer}]}
  raw.elsewhere: {loader: them}
  marts.a: {SETTINGS}
"""
ALL = "select * from staging.a"
NULLS = "quality: {checks: [{column: COLUMN, metric: nullValues, mustBe: 0}]}"


def problems(root: Path, settings: str, query: str = ALL) -> list[str]:
    (root / "include/pipelines").mkdir(parents=True)
    (root / "include/pipelines/p.yaml").write_text(SPEC.replace("SETTINGS", settings).replace("QUERY", query))
    project = read(root)
    return [f"{one.line}:{one.column} {one.path}: {one.message}. {one.hint}" for one in review(project, plan(project))]


def test_a_check_of_a_column_that_no_query_on_the_way_has(tmp_path: Path) -> None:
    assert problems(tmp_path, NULLS.replace("COLUMN", "amuont")) == [
        "10:41 datasets.marts.a.quality.checks.0.column: the query that fills marts.a returns no column amuont. "
        "did you mean `amount`?"
    ]


@pytest.mark.parametrize(
    ("settings", "path"),
    [
        ("event_time: at", "event_time"),
        ("partitioning: [id, month(at)]", "partitioning.1"),
        ("sort_order: [at desc]", "sort_order.0"),
        ("write: {strategy: merge, unique_key: [at]}", "write.unique_key"),
        ("quality: {checks: [{metric: duplicateValues, arguments: {properties: [id, at]}, mustBe: 0}]}",
         "quality.checks.0"),
        ("quality: {checks: [{type: sql, query: 'select max(at) from {object}', mustBe: 0}]}",
         "quality.checks.0.query"),
    ],
)  # fmt: skip
def test_other_settings_that_name_one(tmp_path: Path, settings: str, path: str) -> None:
    (said,) = problems(tmp_path, settings)
    assert f" datasets.marts.a.{path}: the query that fills marts.a returns no column at. it returns: " in said


@pytest.mark.parametrize(
    "settings",
    [
        NULLS.replace("COLUMN", "double"),
        NULLS.replace("COLUMN", "AMOUNT"),
        "event_time: id, partitioning: [id], sort_order: [amount desc]",
        "quality: {checks: [{type: sql, query: 'select count(*) from {object} where double < 0', mustBe: 0}]}",
        f"write: {{strategy: append, on_schema_change: ignore}}, {NULLS.replace('COLUMN', 'older')}",
        "quality: {checks: [{metric: rowCount, mustBeGreaterThan: 0}]}",
    ],
)
def test_columns_that_are_there_or_may_be(tmp_path: Path, settings: str) -> None:
    assert problems(tmp_path, settings) == []


@pytest.mark.parametrize("query", ["select * from raw.elsewhere", "select *, id from raw.a, raw.elsewhere"])
def test_where_a_query_may_return_anything_nothing_is_said(tmp_path: Path, query: str) -> None:
    assert problems(tmp_path, NULLS.replace("COLUMN", "x"), query) == []
