"""What a step says about itself."""

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("steps: [{into: raw.a}]", ["1:9 steps.0: says no verb"]),
        ("steps: [{spark: a, dbt: b, into: raw.a}]", ["1:20 steps.0.dbt: `dbt` beside `spark`: one verb a step"]),
        ("steps: [{spark: a, into: {x: raw.a, y: raw.b}}]", ["1:9 steps.0: fills several datasets and has no name"]),
        (
            "steps: [{id: s, spark: a, into: [raw.a, raw.b]}]",
            ["1:33 steps.0.into: which of the job's results goes where is not said"],
        ),
        ("steps: [{id: s, spark: a, into: {x: raw.a, y: raw.b}}]", []),
        (
            "steps: [{spark: a, id: s, into: raw.a}, {spark: b, id: s, into: raw.b}]",
            ["1:56 steps.1.id: the step on line 3 is called s too"],
        ),
        (
            "steps: [{spark: a, id: raw_b, into: raw.a}, {spark: b, into: raw.b}]",
            ["1:45 steps.1: the step on line 3 is called raw_b too"],
        ),
        (
            "steps: [{spark: a, into: raw.a, depends_on: [raw_c]}, {spark: b, into: raw.b}]",
            ["1:46 steps.0.depends_on.0: there is no step raw_c"],
        ),
        ("steps: [{spark: a, into: raw.a, depends_on: [raw_b]}, {spark: b}]", ["1:55 steps.1: `into` is missing"]),
        ("steps: [{spark: a}]", ["1:9 steps.0: `into` is missing"]),
        ("steps: [{python: a.b:c, with: {x: 1}, into: raw.a}]", []),
        (
            "steps: [{id: s, python: a, into: [raw.a, raw.b]}]",
            ["1:34 steps.0.into: which of the job's results goes where is not said"],
        ),
        (
            "steps: [{dbt: a, into: raw.a, with: {x: 1}}]",
            ["1:31 steps.0.with: `with` holds the arguments of a function, and there is none"],
        ),
        (
            ("steps: [{spark: a, into: raw.a}, {spark: b, into: stg.a}, {spark: c, reads: [raw.a, stg.a], into: m.b}]"),
            ["1:85 steps.2.reads.1: two of the datasets read are called a"],
        ),
        (
            ("steps: [{spark: a, into: raw.a}, {spark: c, reads: {b: raw.a}, into: m.b, with: {b: 1}}]"),
            ["1:82 steps.1.with.b: the argument b is also what the step reads"],
        ),
        (
            "steps: [{spark: a, into: x__build.a}, {spark: b, into: raw.b__quarantine}]",
            [
                "1:26 steps.0.into: x__build.a: names in __build are levada's own",
                "1:56 steps.1.into: raw.b__quarantine: names in __quarantine are levada's own",
            ],
        ),
        (
            "datasets: {x__build.a: {loader: them}}",
            ["1:12 datasets.x__build.a: x__build.a: names in __build are levada's own"],
        ),
        (
            "steps: [{ingest: {files: a.csv}, into: raw.a}]",
            ["1:40 steps.0.into: raw.a is loaded from files and has no contract"],
        ),
    ],
)
def test_steps(said: Callable[[str], list[str]], body: str, expected: list[str]) -> None:
    assert said(body) == expected


def test_a_trigger_rule_is_about_steps_before(said):
    assert said("steps: [{spark: a, into: raw.a, trigger_rule: all_done}]") == [
        "1:33 steps.0.trigger_rule: no step comes before this one: its turn comes in every case"
    ]
    after = "{spark: b, into: raw.b, depends_on: [raw_a], trigger_rule: all_done}"
    assert said(f"steps: [{{spark: a, into: raw.a}}, {after}]") == []
