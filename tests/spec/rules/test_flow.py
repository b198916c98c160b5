"""Who writes, who reads, in which order."""

from collections.abc import Callable

import pytest


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (
            "steps: [{spark: a, into: raw.a}, {id: b, spark: b, into: raw.a}]",
            [
                (
                    "1:58 steps.1.into: raw.a is already written at include/pipelines/flights.yaml:3:"
                    " a dataset has one writer"
                )
            ],
        ),
        (
            "steps: [{spark: a, into: raw.a}]\ndatasets: {raw.a: {loader: them}}",
            [
                (
                    "2:28 datasets.raw.a.loader: raw.a is already written at include/pipelines/flight"
                    "s.yaml:3: a dataset has one writer"
                )
            ],
        ),
        (
            "steps: [{id: m, dbt: a}, {spark: a, reads: [m.x], into: raw.a}]\ndatasets: {m.y: {}}",
            ["1:9 steps.0: `into` is missing"],
        ),
        ("steps: [{spark: a, reads: [raw.x], into: raw.a}]", ["1:28 steps.0.reads.0: nothing provides raw.x"]),
        ("steps: [{spark: a, reads: [raw.x], into: raw.a}]\ndatasets: {raw.x: {loader: them}}", []),
        (
            "steps: [{spark: a, reads: [raw.x], into: raw.a}]\ndatasets: {raw.x: {}}",
            ["2:12 datasets.raw.x: no step of this pipeline fills raw.x"],
        ),
        (
            "steps: [{spark: a, into: raw.a}]\ndatasets: {raw.b: {}}",
            ["2:12 datasets.raw.b: no step of this pipeline fills raw.b"],
        ),
        (
            "steps: [{spark: a, reads: [m.b], into: m.a}, {spark: b, reads: [m.a], into: m.b}]",
            ["1:28 steps.0.reads.0: steps wait for one another: m_a → m_b → m_a"],
        ),
        (
            "steps: [{spark: a, reads: [m.a], into: m.a}]",
            ["1:28 steps.0.reads.0: m_a → m_a: the step waits for itself"],
        ),
        (
            (
                "steps: [{spark: a, into: m.a, depends_on: [m_b]}, {spark: b, into: m.b, depends_"
                "on: [m_c]}, {spark: c, into: m.c, depends_on: [m_a]}]"
            ),
            ["1:44 steps.0.depends_on.0: steps wait for one another: m_a → m_c → m_b → m_a"],
        ),
        (
            (
                "steps: [{spark: b, reads: [{dataset: raw.a, rows: interval}], into: m.a}]\ndatase"
                "ts: {raw.a: {loader: them}, m.a: {write: append}}"
            ),
            ["1:51 steps.0.reads.0.rows: raw.a has no event_time"],
        ),
        (
            (
                "steps: [{dbt: b, into: raw.a}, {spark: b, reads: [{dataset: raw.a, rows: interva"
                "l}], into: m.a}]\ndatasets: {m.a: {write: append}}"
            ),
            [],
        ),
    ],
)
def test_flow(said: Callable[[str], list[str]], body: str, expected: list[str]) -> None:
    assert said(body) == expected
