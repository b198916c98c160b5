"""Wrong types and unknown keys, in our words."""

from collections.abc import Callable

import pytest

from tests.spec.conftest import HEAD, Problems


@pytest.mark.parametrize(
    ("body", "cure"),
    [
        ("description: [a, b]", "write one text"),
        ("description: 5", "quote it"),
        ("description:", "write it, or take the key out"),
        ("default_args: {retries: two}", "write digits, without quotes: 3"),
    ],
)
def test_the_cure_fits_what_was_written(problems: Problems, body: str, cure: str) -> None:
    (found,) = problems({"pipelines/p.yaml": f"{HEAD}{body}\nsteps: [{{python: a.b, into: m.a}}]"})
    assert found.hint == cure


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("stepps: []", ["1:1 stepps: unknown key `stepps`"]),
        ("descripton: x", ["1:1 descripton: unknown key `descripton`"]),
        ("nonsense: 1", ["1:1 nonsense: unknown key `nonsense`"]),
        ("x-own: {a: 1}\nsteps: [{spark: a, into: m.a, x-own: 1}]", []),
        ("tests: []", ["1:1 tests: `tests` is known, not in this release: it comes with (5) authoring"]),
        (
            "steps: [{pod: x, spark: a, into: raw.a}]",
            ["1:10 steps.0.pod: `pod` is known, not in this release: it comes with (5) authoring"],
        ),
        (
            "steps: [{ingest: {kafka: {}}, into: raw.a}]",
            [("1:19 steps.0.ingest.kafka: `kafka` is known, not in this release: it comes with (6) ingestion")],
        ),
        ("steps: [{ingest: {file: a.csv}, into: raw.a}]", ["1:19 steps.0.ingest.file: unknown key `file`"]),
        (
            "steps: [{spark: {job: a, trigger: continuous}, into: raw.a}]",
            [("1:35 steps.0.spark.trigger: `continuous` is known, not in this release: it comes with (2) engines")],
        ),
        (
            (
                "steps: [{spark: a, into: m.a, reads: [{dataset: raw.a, as_of: start, lookback: 1d}]"
                "}]\ndatasets: {raw.a: {loader: them}}"
            ),
            [
                ("1:56 steps.0.reads.0.as_of: `as_of` is known, not in this release: it comes with (5) authoring"),
                "1:70 steps.0.reads.0.lookback: `lookback` is the time before the run's interval, and "
                "all rows are read",
            ],
        ),
        ("steps: [{ingest: {files: {}}, into: raw.a}]", ["1:26 steps.0.ingest.files: `path` is missing"]),
        ("steps: [{spark: a, dbt: , into: m.a}]", []),
        ("steps: {a: 1}", ["1:8 steps: must be a list"]),
        ("default_args: {pool: ''}", ["1:22 default_args.pool: '' must not be empty"]),
        (
            "steps: [{ingest: {files: {path: a.csv, options: {delimiter: ';;'}}}, into: raw.a}]",
            [
                "1:61 steps.0.ingest.files.options.delimiter: ';;' must not be longer than 1",
                "1:76 steps.0.into: raw.a is loaded from files and has no contract",
            ],
        ),
        ("steps: [1]", ["1:9 steps.0: 1 must be a map"]),
        ("steps: [{spark: a, into: 5}]", ["1:26 steps.0.into: 5 must be a list or a map"]),
        ("steps: [{spark: Clean-up, into: raw.a}]", ["1:17 steps.0.spark: 'Clean-up' is not a job"]),
        ("steps: [{python: 1a, into: raw.a}]", ["1:18 steps.0.python: '1a' is not a job"]),
        ("steps: [{spark: a, into: A.b}]", ["1:26 steps.0.into: 'A.b' is not a dataset's name"]),
        (
            "steps: [{spark: a, into: raw.a, retries: '3', retry_delay: 5}]",
            ["1:42 steps.0.retries: '3' must be a whole number", "1:60 steps.0.retry_delay: 5 is not a duration"],
        ),
        (
            "steps: [{spark: a, into: raw.a, execution_timeout: 5 minutes, retries: -1}]",
            [
                "1:52 steps.0.execution_timeout: '5 minutes' is not a duration",
                "1:72 steps.0.retries: -1 must be at least 0",
            ],
        ),
        ("steps: [{spark: a, into: raw.a, reads: raw.b}]", ["1:40 steps.0.reads: 'raw.b' must be a list or a map"]),
        ("steps: [{dbt: '', into: raw.a}]", ["1:15 steps.0.dbt: '' must not be empty"]),
        ("steps: [{id: Big, spark: a, into: raw.a}]", ["1:14 steps.0.id: 'Big' is not a name"]),
        ("owner: 5", ["1:8 owner: 5 must be text"]),
        ("tags: a", ["1:7 tags: 'a' must be a list"]),
        ("datasets: {raw: {}}", ["1:12 datasets.raw: 'raw' is not a dataset's name"]),
        (
            "datasets: {raw.a: {loader: x, write: scd2}}",
            [("1:38 datasets.raw.a.write: `scd2` is known, not in this release: it comes with (6) ingestion")],
        ),
        (
            "datasets: {raw.a: {loader: x, write: apend}}",
            [
                (
                    "1:38 datasets.raw.a.write: 'apend' is not one of 'append', 'replace', 'insert_overwrite', "
                    "'delete+insert' or 'merge'"
                )
            ],
        ),
        (
            "datasets: {raw.a: {loader: x, quality: {on_failure: quarantine, checks: []}}}",
            [
                (
                    "1:53 datasets.raw.a.quality.on_failure: `quarantine` is known, not in this relea"
                    "se: it comes with (3) quality"
                ),
            ],
        ),
        ("datasets: {raw.a: {loader: x, quality: warn}}", ["1:40 datasets.raw.a.quality: 'warn' must be a map"]),
        (
            "datasets: {raw.a: {loader: x, retention: 7d, wirte: append}}",
            [
                (
                    "1:31 datasets.raw.a.retention: `retention` is known, not in this release: it com"
                    "es with (9) governance"
                ),
                "1:46 datasets.raw.a.wirte: unknown key `wirte`",
            ],
        ),
        ("datasets: {raw.a: {loader: x, contract: 5}}", ["1:41 datasets.raw.a.contract: 5 must be a list"]),
        (
            "datasets: {raw.a: {loader: x, properties: {a: {secret: b}}}}",
            [
                (
                    "1:47 datasets.raw.a.properties.a: {secret: name} is known, not in this release: "
                    "it comes with (2) engines"
                )
            ],
        ),
        (
            "schedule: {catchup: yes, max_active_runs: 0}",
            [
                "1:21 schedule.catchup: 'yes' must be true or false",
                "1:43 schedule.max_active_runs: 0 must be at least 1",
            ],
        ),
        (
            "schedule: {max_active_tasks: 2147483648}",
            ["1:30 schedule.max_active_tasks: 2147483648 must be at most 2147483647"],
        ),
        ("schedule: {start_date: 2013-02-30}", ["1:24 schedule.start_date: '2013-02-30' is not a date"]),
        ("schedule: {assets: read}", ["1:20 schedule.assets: 'read' is not one of 'reads'"]),
        ("schedule: 5", ["1:11 schedule: 5 must be a map"]),
    ],
)
def test_documents(said: Callable[[str], list[str]], body: str, expected: list[str]) -> None:
    assert said(body) == expected


def test_a_part_with_one_key_says_which(problems: Problems) -> None:
    (found,) = problems({"pipelines/p.yaml": HEAD + "steps: [{ingest: a.csv, into: a.b}]"})
    assert (found.message, found.hint) == ("'a.csv' must be a map", "write a map: {files: …}")


def test_a_part_with_one_key_that_must_be_there_says_which(problems: Problems) -> None:
    verbs = "verbs: {sql: [{engine: embedded, up_to: 1GiB}, spark]}"
    (found,) = problems({"environments/local.yaml": f"apiVersion: levada/v1\nkind: Environment\n{verbs}\n"})
    assert (found.message, found.hint) == ("'spark' must be a map", "write a map: {engine: …}")
