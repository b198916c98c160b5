"""Reading only what is new: from what grows, into what grows."""

import pytest

from tests.spec.conftest import HEAD, Problems

INTO = [
    ("{}", ["steps.0.into: m.a would be replaced, as by default, by the new rows alone"]),
    ("{write: replace}", ["datasets.m.a.write: m.a would be replaced by the new rows alone"]),
    ("{write: insert_overwrite}", ["datasets.m.a.write: partitions of m.a would be replaced by their new rows alone"]),
    ("{write: apend}", ["datasets.m.a.write: 'apend' is not one of 'append', 'replace', 'insert_overwrite', "
                        "'delete+insert' or 'merge'"]),
    ("{write: append}", []),
    ("{write: {strategy: merge, unique_key: a}}", []),
    ("{write: {strategy: delete+insert, unique_key: a}}", []),
]  # fmt: skip


@pytest.mark.parametrize(("settings", "expected"), INTO)
def test_what_takes_new_rows(problems: Problems, settings: str, expected: list[str]) -> None:
    body = "steps: [{spark: b, reads: [{dataset: raw.a, rows: new}], into: m.a}]\n"
    found = problems({"pipelines/p.yaml": f"{HEAD}{body}datasets:\n  raw.a: {{loader: x}}\n  m.a: {settings}"})
    assert [f"{p.path}: {p.message}" for p in found] == expected


@pytest.mark.parametrize(
    ("source", "settings", "found"),
    [
        ("spark: a", "{}", True),
        ("sql: select 1 as x from m.c", "{write: replace}", True),
        ("spark: a", "{write: append}", False),
        ("spark: a", "{write: {strategy: merge, unique_key: a}}", False),
        ("dbt: a", "{}", False),
        ("ingest: {files: 'a.csv'}", "{contract: [{name: a, logicalType: string}]}", False),
    ],
)
def test_what_has_new_rows(problems: Problems, source: str, settings: str, found: bool) -> None:
    steps = f"[{{{source}, into: [raw.a]}}, {{spark: b, reads: [{{dataset: raw.a, rows: new}}], into: m.a}}]"
    body = f"steps: {steps}\ndatasets: {{raw.a: {settings}, m.a: {{write: append}}, m.c: {{loader: x}}}}"
    said = [problem.message for problem in problems({"pipelines/p.yaml": HEAD + body})]
    replaced = ["raw.a is replaced each time: which of its rows are new, nobody can tell"]
    assert said == (replaced if found else [])


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("dbt: b, reads: [{dataset: raw.a, rows: new}]", "only spark, python and sql steps read what is new"),
        (
            "spark: b, reads: [{dataset: raw.a, rows: new}, {dataset: raw.b, rows: interval}]",
            "the step also reads rows of the run's interval",
        ),
        ("spark: b, reads: [{dataset: raw.a, rows: new, lookback: 1d}]",
         "`lookback` is the time before the run's interval, and new rows are read"),
    ],
)  # fmt: skip
def test_new_rows_that_mean_nothing(problems: Problems, step: str, expected: str) -> None:
    write = "" if step.startswith("dbt") else ", m.a: {write: append, event_time: t}"
    datasets = f"{{raw.a: {{loader: x}}, raw.b: {{loader: x, event_time: t}}{write}}}"
    body = f"steps: [{{{step}, into: [m.a]}}]\ndatasets: {datasets}"
    assert [problem.message for problem in problems({"pipelines/p.yaml": HEAD + body})] == [expected]


@pytest.mark.parametrize(
    ("reads", "expected"),
    [
        ("[{dataset: raw.a, rows: new}, raw.b]", []),
        ("[raw.a, raw.b]", ["batches are made of what is new, and the step reads nothing so"]),
        (
            "[{dataset: raw.a, rows: new}, {dataset: raw.b, rows: new}]",
            ["which batches of raw.a and raw.b belong together, nobody can tell"],
        ),
    ],
)
def test_batches_are_of_one_dataset(problems: Problems, reads: str, expected: list[str]) -> None:
    body = f"steps: [{{spark: {{job: a, trigger: available_now}}, reads: {reads}, into: m.a}}]\n"
    datasets = "datasets: {raw.a: {loader: x}, raw.b: {loader: x}, m.a: {write: append}}"
    found = problems({"pipelines/p.yaml": HEAD + body + datasets})
    assert [f"{p.path}: {p.message}" for p in found] == [f"steps.0.spark.trigger: {text}" for text in expected]
