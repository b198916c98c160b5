"""What a gate could not carry out is said before anything runs."""

from dataclasses import replace
from pathlib import Path

import pytest

from levada.engines.gate.idioms import DUCKDB, SPARK, TRINO
from levada.engines.gate.limits import LIMITS
from levada.engines.gate.questions import absent
from levada.engines.gate.review import review
from levada.errors import Problem
from levada.lake.sqltypes import PRIMITIVE
from levada.plan.measures import Answer
from levada.plan.planner import plan
from levada.spec.reader import read

SPEC = """\
apiVersion: levada/v1
kind: Pipeline
steps:
  - {spark: a, into: m.a}
datasets:
  m.a: {contract: [COLUMN]}
"""
COLUMN = "{name: v, logicalType: date, quality: [{metric: invalidValues, arguments: {pattern: '^2013'}, mustBe: 0}]}"
IDIOMS = {"embedded": DUCKDB, "spark": SPARK, "trino": TRINO}


def problems(root: Path, column: str, gate: str = "embedded") -> list[tuple[int, str]]:
    (root / "include/pipelines").mkdir(parents=True)
    (root / "include/pipelines/p.yaml").write_text(SPEC.replace("COLUMN", column))
    return [(problem.line, problem.message) for problem in reviewed(root, gate)]


def reviewed(root: Path, gate: str) -> list[Problem]:
    project = read(root)
    plans = [replace(one, tasks=tuple(replace(task, gate=gate) for task in one.tasks)) for one in plan(project)]
    return list(review(project, plans))


@pytest.mark.parametrize(
    ("gate", "column", "why"),
    [
        ("embedded", r"{name: v, logicalTypeOptions: {pattern: '[[:alpha:]]'}}", "names a class of POSIX"),
        ("embedded", "{name: v, logicalTypeOptions: {pattern: '(?m)^a'}}", r"asks for (?m)"),
        ("spark", "{name: v, logicalType: time, required: true}", "spark cannot check m.a: it does not read v (time)"),
        ("trino", "{name: v, logicalType: number, quality: [{metric: invalidValues, arguments: {pattern: '1'}, "
                  "mustBe: 0}]}", "trino has no text for a value of double"),
    ],
)  # fmt: skip
def test_what_a_gate_could_not_do(tmp_path: Path, gate: str, column: str, why: str) -> None:
    ((line, message),) = problems(tmp_path, column, gate)
    assert line == 4
    assert why in message


ASKING = "{{name: v, logicalType: integer, quality: [{{type: sql, query: {}, mustBe: 0}}]}}"


@pytest.mark.parametrize(
    "query",
    ["select count(*) from {object} where w > 1", "select max(t.w) from ${table} t", "select max(w) from m.a"],
)
def test_a_query_that_asks_for_no_column_of_the_table(tmp_path: Path, query: str) -> None:
    ((line, message),) = problems(tmp_path, ASKING.format(f'"{query}"'))
    assert (line, message.partition("carried out: ")[2]) == (6, "m.a has no column w")


CONTRACT = """\
apiVersion: v3.1.0
kind: DataContract
id: p
version: 1.0.0
status: active
schema:
  - name: a
    physicalName: m.a
    quality:
      - {type: sql, query: "select count(*) from {object}", mustBe: 0}
      - {type: sql, query: "DROP TABLE {object}", mustBe: 0}
    properties:
      - name: v
        logicalType: integer
        quality: [{type: sql, query: "DELETE FROM {object}", mustBe: 0}]
"""


def test_a_query_is_told_where_it_is_written(tmp_path: Path) -> None:
    own = '{quality: {checks: [\n    {type: sql, column: v, query: "DROP TABLE {object}", mustBe: 0}]}}'
    files = {"pipelines/p.yaml": SPEC.replace("{contract: [COLUMN]}", own), "contracts/p.odcs.yaml": CONTRACT}
    for name, text in files.items():
        (tmp_path / "include" / name).parent.mkdir(parents=True)
        (tmp_path / "include" / name).write_text(text)
    assert sorted((said.file, said.line, said.path) for said in reviewed(tmp_path, "embedded")) == [
        ("include/contracts/p.odcs.yaml", 11, "schema.0.quality.1.query"),
        ("include/contracts/p.odcs.yaml", 15, "schema.0.properties.0.quality.0.query"),
        ("include/pipelines/p.yaml", 7, "datasets.m.a.quality.checks.0.query"),
    ]


@pytest.mark.parametrize("dialect", ["trino", "duckdb", "spark", "mysql", "tsql", "bigquery", "snowflake"])
def test_a_table_may_be_called_what_it_likes(dialect: str) -> None:
    asked = Answer("select max(w) from {object} where {property} > 1", dialect, "load x")
    assert absent(asked, "raw.select", ("load x",)) == ("w",)
    assert absent(replace(asked, query="select max(w) from `{object}`"), "raw.a", ("v",)) == ()


def test_a_query_may_name_what_it_makes_itself(tmp_path: Path) -> None:
    query = "with x as (select {property} as w, V from {object}) select max(w) from x where v > 1"
    assert problems(tmp_path, ASKING.format(f'"{query}"')) == []


@pytest.mark.parametrize("gate", LIMITS)
def test_what_it_can(tmp_path: Path, gate: str) -> None:
    assert problems(tmp_path, COLUMN, gate) == []


@pytest.mark.parametrize("gate", LIMITS)
def test_the_limits_are_what_the_idioms_lack(gate: str) -> None:
    kinds, idiom, limits = {*PRIMITIVE, "decimal"}, IDIOMS[gate], LIMITS[gate]
    assert limits.dialect == idiom.dialect
    assert limits.unread == kinds - set(idiom.types)
    assert limits.textless == kinds - set(idiom.texts) - limits.unread
