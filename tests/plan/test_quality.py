"""Promises become checks."""

import pytest

from levada.plan import codec
from levada.plan.actions import Sql
from levada.plan.checks import Check, Threshold
from levada.plan.graph import Output, Task
from levada.plan.measures import (
    Answer,
    DuplicateValues,
    Freshness,
    InvalidValues,
    Measure,
    MissingValues,
    NotMultiple,
    NullValues,
    OutOfRange,
    RowCount,
    WrongFormat,
    WrongLength,
)
from levada.plan.quality import checks
from levada.plan.tables import Table


def of(*properties: dict, quality: tuple = ()) -> tuple[Check, ...]:
    return checks(properties, quality)[0]


def told(*properties: dict, quality: tuple = ()) -> tuple[str, ...]:
    """What is not checked, of promises none of which is."""
    found, unchecked = checks(properties, quality)
    assert found == ()
    return unchecked


def test_required() -> None:
    assert of({"name": "a", "required": True}) == (Check("a_required", NullValues("a"), dimension="completeness"),)


def test_a_key_is_required_and_unique_as_a_whole_in_its_own_order() -> None:
    key = of(
        {"name": "b", "primaryKey": True, "primaryKeyPosition": 2},
        {"name": "a", "primaryKey": True, "primaryKeyPosition": 1},
    )
    assert [check.measure for check in key] == [NullValues("a"), NullValues("b"), DuplicateValues(("a", "b"))]


@pytest.mark.parametrize(
    ("options", "measure"),
    [
        ({"minimum": 0, "exclusiveMaximum": 1.5}, OutOfRange("a", minimum="0", exclusive_maximum="1.5")),
        ({"minimum": "2013-01-01"}, OutOfRange("a", minimum="2013-01-01")),
        ({"maximum": 1e20}, OutOfRange("a", maximum="100000000000000000000")),
        ({"multipleOf": 0.05}, NotMultiple("a", "0.05")),
        ({"minLength": 2}, WrongLength("a", 2, None)),
        ({"minLength": 0, "maxLength": 3}, WrongLength("a", 0, 3)),
        ({"pattern": "^x"}, InvalidValues("a", pattern="^x")),
        ({"format": "email"}, WrongFormat("a", "email")),
        ({"format": "u8"}, OutOfRange("a", "0", "255")),
    ],
)
def test_options(options: dict, measure: Measure) -> None:
    assert [check.measure for check in of({"name": "a", "logicalTypeOptions": options})] == [measure]


def test_enum() -> None:
    assert of({"name": "a", "enum": [{"value": "x"}, {"value": 2}]})[0].measure == InvalidValues("a", ("x", "2"))


@pytest.mark.parametrize(
    ("item", "measure"),
    [
        ({"metric": "nullValues"}, NullValues("a")),
        ({"metric": "duplicateValues"}, DuplicateValues(("a",))),
        (
            {"metric": "missingValues", "arguments": {"missingValues": [None, "", "N/A", 0]}},
            MissingValues("a", ("", "N/A", "0"), null=True),
        ),
        ({"metric": "missingValues", "arguments": {"missingValues": [True]}}, MissingValues("a", ("true",))),
        ({"metric": "invalidValues", "arguments": {"validValues": [1.5]}}, InvalidValues("a", ("1.5",))),
        (
            {"metric": "invalidValues", "arguments": {"validValues": ["x"], "pattern": "^x"}},
            InvalidValues("a", ("x",), "^x"),
        ),
    ],
)
def test_metrics_of_a_column(item: dict, measure: Measure) -> None:
    (check,) = of({"name": "a", "quality": [{**item, "mustBe": 0}]})
    assert (check.id, check.measure) == (f"a_{item['metric']}", measure)


def test_metrics_of_the_table() -> None:
    once = {"metric": "duplicateValues", "arguments": {"properties": ["a", "b"]}, "mustBe": 0}
    found = of(quality=({"metric": "rowCount", "mustBe": 0}, once))
    assert [check.measure for check in found] == [RowCount(), DuplicateValues(("a", "b"))]


@pytest.mark.parametrize(
    ("said", "threshold"),
    [
        ({"mustBeBetween": [1, 9]}, Threshold("mustBeBetween", (1, 9))),
        ({"mustBe": 0.5}, Threshold("mustBe", (0.5,))),
        ({"mustBe": True}, Threshold("mustBe", (1,))),
    ],
)
def test_operators_of_an_item(said: dict, threshold: Threshold) -> None:
    assert of(quality=({"metric": "rowCount", **said},))[0].must == threshold


@pytest.mark.parametrize("said", [{"mustBe": 72}, {"mustBeBetween": [1, 9]}, {"mustBe": True}, {"mustBeLessThan": 0.5}])
def test_terms_are_the_same_where_its_task_came_as_json(said: dict) -> None:
    table = Table("a.b", checks=of(quality=({"metric": "rowCount", **said},)))
    (came,) = codec.decode(codec.encode(Task("p", "s", Sql("SELECT 1"), into=(Output("a.b", table),)))).tables
    assert codec.terms(came) == codec.terms(table)


def test_unit_and_dimension() -> None:
    item = {"metric": "nullValues", "mustBeLessThan": 5, "unit": "percent", "dimension": "completeness"}
    (check,) = of({"name": "a", "quality": [item]})
    assert (check.unit, check.dimension, check.limit) == ("percent", "completeness", "mustBeLessThan 5 percent")


def test_the_limit_of_an_age_is_told_as_specs_write_it() -> None:
    fresh = Check("fresh", Freshness("at"), Threshold("mustBeLessOrEqualTo", (30 * 3600,)), unit="seconds")
    assert fresh.limit == "mustBeLessOrEqualTo 1d 6h"


@pytest.mark.parametrize(
    ("word", "severity"),
    [("error", "error"), ("critical", "error"), ("Warning", "warning"), ("info", "warning"), ("?", "error")],
)
def test_severities(word: str, severity: str) -> None:
    assert of(quality=({"metric": "rowCount", "mustBe": 0, "severity": word},))[0].severity == severity


def test_a_check_without_severity_is_an_error() -> None:
    assert of(quality=({"metric": "rowCount", "mustBeGreaterThan": 0},))[0].severity == "error"


def test_checks_of_one_name_get_a_number() -> None:
    item = {"metric": "rowCount", "mustBeGreaterThan": 0}
    assert [check.id for check in of(quality=(item, item | {"mustBeGreaterThan": 1}))] == ["rowCount", "rowCount_2"]


@pytest.mark.parametrize(
    ("options", "what"),
    [
        ({"format": "password"}, "a: format password"),
        ({"format": "yyyy-MM-dd"}, "a: format yyyy-MM-dd"),
        ({"pattern": "^(?=x)"}, "a: pattern ^(?=x)"),
        ({"minItems": 2}, "a: minItems 2"),
    ],
)
def test_options_that_cannot_be_checked_are_listed(options: dict, what: str) -> None:
    assert told({"name": "a", "logicalTypeOptions": options}) == (what,)


@pytest.mark.parametrize(
    ("item", "what"),
    [
        ({"type": "text", "description": "looks good"}, "table: text (text: looks good)"),
        ({"type": "custom", "name": "mine", "engine": "soda", "implementation": "x"}, "table: mine (custom, for soda)"),
        ({"metric": "rowCount", "mustBe": 0, "unit": "lines"}, "table: rowCount (library rowCount, in lines)"),
    ],
)
def test_items_that_cannot_be_checked_are_listed(item: dict, what: str) -> None:
    assert told(quality=(item,)) == (what,)


def test_a_schedule_of_its_own_is_listed_beside_the_check() -> None:
    found, unchecked = checks((), ({"metric": "rowCount", "mustBe": 0, "schedule": "0 20 * * *"},))
    assert (len(found), unchecked) == (
        1,
        ("table: rowCount: its own schedule (every publication is checked)",),
    )


@pytest.mark.parametrize(
    ("threshold", "holds", "fails"),
    [
        (Threshold(), 0, 1),
        (Threshold("mustNotBe", (3,)), 2, 3),
        (Threshold("mustBeGreaterThan", (3,)), 4, 3),
        (Threshold("mustBeGreaterOrEqualTo", (3,)), 3, 2),
        (Threshold("mustBeLessThan", (3,)), 2, 3),
        (Threshold("mustBeLessOrEqualTo", (3,)), 3, 4),
        (Threshold("mustBeBetween", (3, 5)), 5, 6),
        (Threshold("mustNotBeBetween", (3, 5)), 6, 5),
    ],
)
def test_operators(threshold: Threshold, holds: int, fails: int) -> None:
    assert threshold.holds(holds)
    assert not threshold.holds(fails)


def test_operators_own_items_come_after_the_contract_s() -> None:
    own = ({"metric": "rowCount", "mustBe": 1}, {"column": "a", "metric": "nullValues", "mustBe": 0})
    found, _ = checks(({"name": "a", "required": True},), (), own=own)
    assert [check.id for check in found] == ["a_required", "rowCount", "a_nullValues"]


def test_a_query_is_asked_in_the_dialect_of_the_contract() -> None:
    item = {"type": "sql", "name": "mine", "query": "SELECT count(*) FROM {object}", "mustBe": 0, "unit": "any"}
    (found,), _ = checks((), (item,), dialect="postgres")
    assert (found.measure, found.unit) == (Answer("SELECT count(*) FROM {object}", "postgres"), "answer")
