"""One interval's rows cannot replace a table, and must know which rows they replace."""

import pytest

from tests.spec.conftest import HEAD, Problems


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ("{}", ["steps.0.into: m.a would be replaced, as by default, by the rows of one interval"]),
        ("{write: replace}", ["datasets.m.a.write: m.a would be replaced by the rows of one interval"]),
        ("{write: append}", []),
        ("{write: {strategy: merge, unique_key: a}}", []),
        ("{write: insert_overwrite}", ["datasets.m.a.write: which rows of m.a are the interval's is not said"]),
        ("{write: insert_overwrite, event_time: t, partitioning: ['bucket(4, a)']}", []),
    ],
)
def test_interval_reads(problems: Problems, settings: str, expected: list[str]) -> None:
    body = "steps: [{spark: b, reads: [{dataset: raw.a, rows: interval}], into: m.a}]\n"
    found = problems(
        {"pipelines/p.yaml": f"{HEAD}{body}datasets:\n  raw.a: {{loader: x, event_time: t}}\n  m.a: {settings}"}
    )
    assert [f"{p.path}: {p.message}" for p in found] == expected


LOOKBACKS = [
    ("rows: interval, lookback: 2d", "{write: insert_overwrite, event_time: t}", []),
    ("rows: interval, lookback: 2d", "{write: append, event_time: t}", []),
    ("rows: interval, lookback: 2d", "{write: {strategy: merge, unique_key: a}}", []),
    (
        "rows: interval, lookback: 2d",
        "{write: append}",
        ["steps.0.into: which rows of m.a are the interval's is not said, and the step reads others too"],
    ),
    (
        "lookback: 2d",
        "{}",
        ["steps.0.reads.0.lookback: `lookback` is the time before the run's interval, and all rows are read"],
    ),
    ("rows: interval, lookback: soon", "{write: append}", ["steps.0.reads.0.lookback: 'soon' is not a duration"]),
]


@pytest.mark.parametrize(("read", "settings", "expected"), LOOKBACKS)
def test_looking_back(problems: Problems, read: str, settings: str, expected: list[str]) -> None:
    body = f"steps: [{{spark: b, reads: [{{dataset: raw.a, {read}}}], into: m.a}}]\n"
    found = problems(
        {"pipelines/p.yaml": f"{HEAD}{body}datasets:\n  raw.a: {{loader: x, event_time: t}}\n  m.a: {settings}"}
    )
    assert [f"{p.path}: {p.message}" for p in found] == expected


def test_what_dbt_says_is_not_said_again(problems: Problems) -> None:
    settings = "{write: append, partitioning: [a], event_time: b, sort_order: [a]}"
    found = problems({"pipelines/p.yaml": f"{HEAD}steps: [{{dbt: x, into: m.a}}]\ndatasets: {{m.a: {settings}}}"})
    assert [p.path.rpartition(".")[2] for p in found] == ["write", "partitioning", "event_time"]


@pytest.mark.parametrize(("path", "mistakes"), [("a-{{ ds }}.csv", 0), ("a.csv", 1)])
def test_a_file_named_after_an_interval_replaces_it(problems: Problems, path: str, mistakes: int) -> None:
    dataset = "{write: insert_overwrite, event_time: t, contract: [{name: t, logicalType: timestamp}]}"
    step = f'{{ingest: {{files: "{path}"}}, into: m.a}}'
    found = problems(
        {"pipelines/p.yaml": f"{HEAD}schedule: '0 4 * * *'\nsteps: [{step}]\ndatasets: {{m.a: {dataset}}}"}
    )
    assert len(found) == mistakes
