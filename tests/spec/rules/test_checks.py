"""Operators' own checks: ODCS' items in a pipeline."""

from collections.abc import Callable

import pytest

from tests.spec.conftest import Problems

HEAD = """\
steps: [{ingest: {files: a.csv}, into: raw.a}]
datasets:
  raw.a:
    contract: [{name: id, logicalType: integer}, {name: who, logicalType: string}]
"""


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        ("{column: who, metric: nullValues, mustBe: 0}", []),
        ("{metric: rowCount, mustBeGreaterThan: 0, x-why: because}", ["`x-why` is not a key that ODCS has here"]),
        ("{column: whom, metric: nullValues, mustBe: 0}", ["column: the contract of raw.a has no column whom"]),
        ("{column: 5, metric: nullValues, mustBe: 0}", ["column: must be text"]),
        ("{column: who, metric: nullValue, mustBe: 0}", ["metric: 'nullValue' is not one of"]),
        ("{metric: nullValues, mustBe: 0}", ["metric: nullValues is about a column, not the table"]),
        ("{column: who, metric: nullValues}", ["none of these is given: mustBe"]),
        ("{metric: duplicateValues, arguments: {properties: [id, whom]}, mustBe: 0}", ["raw.a has no column whom"]),
    ],
)
def test_own_checks(said: Callable[[str], list[str]], item: str, expected: list[str]) -> None:
    found = said(f"{HEAD}    quality:\n      checks:\n        - {item}\n")
    assert len(found) == len(expected)
    for one, words in zip(found, expected, strict=True):
        assert one.startswith("7:")
        assert "datasets.raw.a.quality.checks.0" in one
        assert words in one


def test_a_bound_of_nothing_says_what_is_missing(problems: Problems) -> None:
    pipeline = f"{HEAD}    quality: {{checks: [{{id: few, mustBe: 0, unit: rows}}]}}\n"
    (found,) = problems({"pipelines/a.yaml": f"apiVersion: levada/v1\nkind: Pipeline\n{pipeline}"})
    assert found.path == "datasets.raw.a.quality.checks.0.mustBe"
    assert "beside `metric:` or `type: sql`" in found.hint
    assert "by the same `id`" in found.hint


def test_two_checks_have_two_names(said: Callable[[str], list[str]]) -> None:
    few = "{id: few, metric: rowCount, mustBe: 0}"
    items = f"[{few}, {{metric: rowCount, mustBe: 0}}, {few}]"
    assert said(f"{HEAD}    quality:\n      checks: {items}\n") == [
        f"6:{15 + items.rindex('few')} datasets.raw.a.quality.checks.2.id: another check here is called few"
    ]


def test_own_checks_are_a_list(said: Callable[[str], list[str]]) -> None:
    assert said(f"{HEAD}    quality: {{checks: {{metric: rowCount}}}}") == [
        "5:23 datasets.raw.a.quality.checks: must be a list"
    ]


def test_nobody_checks_what_is_loaded_elsewhere(said: Callable[[str], list[str]]) -> None:
    own = "quality: {checks: [{metric: rowCount, mustBe: 1}]}"
    (found,) = said(f"datasets:\n  raw.b: {{loader: x, {own}}}")
    assert found.startswith("2:32 datasets.raw.b.quality.checks: no step here fills raw.b")
