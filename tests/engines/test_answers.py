"""Queries of a contract's author: one number of the rows written, and nothing else."""

import json

import pyarrow as pa
import pytest

from levada.errors import Permanent
from levada.plan.checks import Check, CheckResult, Threshold
from levada.plan.measures import Answer
from levada.plan.privacy import NOT_SHOWN
from levada.plan.tables import Column, Table
from tests.engines.bench import Bench

ROWS = pa.table({"id": [1, 2, 3], "v": ["x", None, "y"]})


def asked(bench: Bench, query: str, be: float = 0, dialect: str = "trino", guarded: bool = False) -> CheckResult:
    check = Check("mine", Answer(query, dialect, "v"), Threshold("mustBe", (be,)), unit="answer")
    table = Table("raw.a", (Column("id", "long"), Column("v", "string", guarded=guarded)), checks=(check,))
    (result,) = bench.check(table, ROWS)
    return result


@pytest.mark.parametrize(
    ("query", "value"),
    [
        ("SELECT COUNT(*) FROM {object} WHERE {property} IS NULL", 1),
        ("SELECT COUNT(*) FROM ${object} WHERE ${property} IS NULL", 1),
        ("SELECT count({column}) FROM {table} t", 2),
        ("SELECT a.id FROM a WHERE a.id = 3", 3),
        ("SELECT max(raw.a.id) FROM raw.a", 3),
        ("WITH some AS (SELECT id FROM {object}) SELECT avg(id) FROM some", 2),
        ("SELECT bool_and(id > 0) FROM {object}", 1),
        ("SELECT sum(id) / 4 FROM {object}", 1),
        ("SELECT count(*) / 2 FROM {object}", 1),
        ("SELECT CAST(sum(id) AS DECIMAL(9, 2)) / 4 FROM {object}", 1.5),
        ("SELECT approx_distinct(id) FROM {object}", 3),
        ("SELECT max(id) FROM {object} WHERE id > 7", None),
    ],
)
def test_a_query_answers_with_one_number(bench: Bench, query: str, value: float | None) -> None:
    result = asked(bench, query, value or 0)
    assert (result.value, result.passed, result.rows) == (value, value is not None, 3)


def test_a_query_is_written_in_the_dialect_of_its_contract(bench: Bench) -> None:
    query = "SELECT COUNT(*) FROM `{object}` WHERE SAFE_CAST({property} AS INT64) IS NULL"
    assert asked(bench, query, dialect="bigquery").value == 3


def test_what_a_query_counts_is_shown(bench: Bench) -> None:
    result = asked(bench, "SELECT COUNT(*) FROM {object} WHERE {property} IS NULL")
    assert ([json.loads(row) for row in result.sample], result.found) == ([{"id": 2, "v": None}], "1")
    assert asked(bench, "SELECT sum(id) FROM {object}").sample == ()


def test_rows_of_a_query_inside_it_are_counted_and_not_shown(bench: Bench) -> None:
    result = asked(bench, "SELECT count(*) FROM (SELECT v FROM {object} GROUP BY v HAVING count(*) = 1) AS once")
    assert (result.value, result.passed, result.sample) == (3, False, ())


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("DELETE FROM {object}", "it is not one SELECT"),
        ("SELECT 1; SELECT 2", "it is not one SELECT"),
        ("SELECT count(*) FROM raw.b", "it reads raw.b, and only raw.a can be asked"),
        ("SELECT count(*) FROM read_csv('/etc/passwd')", "is a function, not the table"),
        ("SELECT count(* FROM {object}", "it is not SQL of trino that DuckDB understands"),
        ("SELECT id FROM {object}", "answers with 3 rows: let it select one number"),
        ("SELECT min(id), max(id) FROM {object}", "answers with 2 columns: let it select one number"),
        ("SELECT max({property}) FROM {object}", "answers with a str: let it select one number"),
        ("SELECT max(nope) FROM {object}", "nope"),
    ],
)
def test_what_cannot_be_asked(bench: Bench, query: str, why: str) -> None:
    with pytest.raises(Permanent, match=r"mine of raw\.a") as raised:
        asked(bench, query)
    assert why in str(raised.value)


def test_a_failure_does_not_tell_what_only_some_may_see(bench: Bench) -> None:
    with pytest.raises(Permanent) as raised:
        asked(bench, "SELECT sum(CAST({property} AS BIGINT)) FROM {object}", guarded=True)
    assert str(raised.value).endswith(f"DuckDB fails with ConversionException, whose {NOT_SHOWN}")
