"""Promises become checks."""

import pytest

from levada.plan.checks import (
    Check,
    DuplicateValues,
    NullValues,
    OutOfRange,
    RowCount,
    Threshold,
    UnacceptedValues,
    UnmatchedValues,
)
from levada.plan.quality import checks


def of(*properties: dict, quality: tuple = ()) -> tuple[Check, ...]:
    return checks(properties, quality)[0]


def test_required() -> None:
    assert of({"name": "a", "required": True}) == (Check("a_required", NullValues("a")),)


def test_a_key_is_required_and_unique_as_a_whole_in_its_own_order() -> None:
    key = of(
        {"name": "b", "primaryKey": True, "primaryKeyPosition": 2},
        {"name": "a", "primaryKey": True, "primaryKeyPosition": 1},
    )
    assert [check.measure for check in key] == [NullValues("a"), NullValues("b"), DuplicateValues(("a", "b"))]


def test_options() -> None:
    options = {"minimum": 0, "exclusiveMaximum": 1.5}
    assert of({"name": "a", "logicalTypeOptions": options}) == (
        Check("a_range", OutOfRange("a", minimum="0", exclusive_maximum="1.5")),
    )
    assert of({"name": "a", "logicalTypeOptions": {"pattern": "^x"}})[0].measure == UnmatchedValues("a", "^x")


def test_enum() -> None:
    assert of({"name": "a", "enum": [{"value": "x"}, {"value": 2}]})[0].measure == UnacceptedValues("a", ("x", "2"))


def test_metrics_with_operators_and_severities() -> None:
    item = {"id": "enough", "metric": "rowCount", "mustBeBetween": [1, 9], "severity": "warning"}
    assert of(quality=(item,)) == (Check("enough", RowCount(), Threshold("mustBeBetween", (1, 9)), "warning"),)


def test_a_check_without_severity_is_an_error() -> None:
    assert of(quality=({"metric": "rowCount", "mustBeGreaterThan": 0},))[0].severity == "error"


def test_checks_of_one_name_get_a_number() -> None:
    item = {"metric": "rowCount", "mustBeGreaterThan": 0}
    assert [check.id for check in of(quality=(item, item | {"mustBeGreaterThan": 1}))] == ["rowCount", "rowCount_2"]


@pytest.mark.parametrize(
    ("properties", "quality", "what"),
    [
        ([{"name": "a", "logicalTypeOptions": {"minLength": 2}}], (), "a: minLength 2"),
        ([], ({"type": "sql", "name": "mine", "query": "select 1", "mustBe": 0},), "table: mine (sql)"),
        ([{"name": "a", "quality": [{"metric": "nullValues", "mustBeLessThan": 5, "unit": "percent"}]}], (),
         "a: a_nullValues (library nullValues)"),
    ],
)  # fmt: skip
def test_what_cannot_be_checked_is_listed(properties: list, quality: tuple, what: str) -> None:
    assert checks(tuple(properties), quality) == ((), (what,))


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
