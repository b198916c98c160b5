"""What can be said of the files an ingest loads, and of the words in their paths."""

from collections.abc import Callable

import pytest

from levada.spec.reader import read
from tests.spec.conftest import HEAD, Problems, Write

BODY = """\
steps: [{{ingest: {{files: {files}}}, into: raw.a}}]
datasets: {{raw.a: {{contract: [{{name: a, logicalType: string}}]}}}}
schedule: {schedule}
"""


PLACE = "1:26 steps.0.ingest.files: "
LATER = "known, not in this release: it comes with (1b) breadth"


@pytest.mark.parametrize(
    ("files", "schedule", "expected"),
    [
        ("a.csv", "none", ""),
        ("a.parquet.zip", "none", ""),
        ("a.ndjson.gz", "none", ""),
        ("a.json", "none", ""),
        ("{path: a.txt, format: csv}", "none", ""),
        ("a.txt", "none", "its name does not tell the format"),
        ("a.csv.bz2", "none", ".bz2 files are not read"),
        ("a/*.csv.tar.gz", "none", ".tar files are not read"),
        ("a.XLSX", "none", ".XLSX files are not read"),
        ("a.snappy.parquet", "none", ""),
        ("a*.csv", "none", ""),
        ("s3://bucket/a/*.csv.gz", "none", ""),
        ('"{{ ds }}/**/*.csv.gz"', '"@daily"', ""),
        ("a/*", "none", "its name does not tell the format"),
        ('"{{ ds }}.csv"', '"@daily"', ""),
        ('"{{ run_id }}.csv"', "none", ""),
        ('"{{ ds }}.csv"', "none", "{{ ds }} needs an interval, and runs of this pipeline have none"),
        ('"{{ ds }}.csv"', "{interval: day}", ""),
        ('"{{ logical_date }}.csv"', "none", "{{ logical_date }} is not known"),
        ("'{{ data_interval_start.strftime(\"%Y%m%dT%H\") }}.csv'", '"@hourly"', ""),
        (
            "'{{ data_interval_start.strftime(\"%Y\") }}.csv'",
            "none",
            "{{ data_interval_start }} needs an interval, and runs of this pipeline have none",
        ),
        (
            "'{{ data_interval_start.strftime(\"%Y %B\") }}.csv'",
            '"@hourly"',
            "'%Y %B' has %B, which is not filled in here",
        ),
        ("'{{ data_interval_end.strftime(\"Y%\") }}.csv'", '"@hourly"', "'Y%' has %, which is not filled in here"),
        ("'{{ data_interval_end.strftime(\"Y\") }}.csv'", '"@hourly"', "'Y' has no part of a moment"),
        ("'{{ ds.strftime(\"%Y\") }}.csv'", '"@hourly"', '{{ ds.strftime("%Y") }} is not known'),
        ('"{{ ds.csv"', '"@daily"', "has braces that are no template"),
        ('"{% if x %}.csv"', "none", "has braces that are no template"),
        ('"{ds}.csv"', '"@daily"', "{ds} would stay as it is"),
        ('"${DS}.csv"', '"@daily"', "${DS} would stay as it is"),
        ('"$run_id.csv"', '"@daily"', "$run_id would stay as it is"),
        ('"{day}/$dsx.csv"', '"@daily"', ""),
        ('"${var.x}.csv"', "none", "${var.x} is not known"),
    ],
)
def test_paths(said: Callable[[str], list[str]], files: str, schedule: str, expected: str) -> None:
    assert said(BODY.format(files=files, schedule=schedule)) == [PLACE + expected] * bool(expected)


@pytest.mark.parametrize(
    ("path", "leaves"),
    [
        ("../a.csv", True),
        ("./../a.csv", True),
        ("x/../../a.csv", True),
        ("x/../a.csv", False),
        ("..a.csv", False),
        ("/x/../a.csv", False),
        ("s3://b/../a.csv", False),
    ],
)
def test_a_path_that_leaves_the_landing_is_a_warning(write: Write, path: str, leaves: bool) -> None:
    project = read(write({"pipelines/p.yaml": HEAD + BODY.format(files=path, schedule="none")}))
    message = f"steps.0.ingest.files: {path} leads out of the landing"
    assert [(f"{each.path}: {each.message}", each.severity) for each in project.warnings] == [
        (message, "warning")
    ] * leaves


def test_one_that_is_waited_for_too(write: Write) -> None:
    project = read(write({"pipelines/p.yaml": HEAD + "steps: [{id: w, wait: {files: ../a.ok}}]"}))
    (said,) = project.warnings
    assert (said.path, said.message) == ("steps.0.wait.files", "../a.ok leads out of the landing")


def test_a_format_that_is_said_unpacks_nothing(said: Callable[[str], list[str]]) -> None:
    (found,) = said(BODY.format(files="{path: a.bz2, format: csv}", schedule="none"))
    assert found.endswith("files.path: .bz2 files are not read")


def test_words_elsewhere(said: Callable[[str], list[str]]) -> None:
    body = "steps: [{dbt: {select: a, vars: {a: [x, '{{ dss }}']}}, into: m.a}]"
    assert said(body) == [
        "1:41 steps.0.dbt.vars.a.1: {{ dss }} is not known",
    ]


def test_assets_that_bring_no_interval(problems: Problems) -> None:
    reader = HEAD + "schedule: {assets: reads}\nsteps: [{dbt: a, reads: [m.a], vars: {}, into: m.b}]"
    reader = reader.replace("dbt: a", "dbt: {select: a, vars: {d: '{{ ds }}'}}").replace(" vars: {},", "", 1)
    for schedule, expected in (("none", ["steps.0.dbt.vars.d"]), ("'@daily'", [])):
        writer = HEAD + f"schedule: {schedule}\nsteps: [{{spark: a, into: m.a}}]"
        assert [p.path for p in problems({"pipelines/a.yaml": writer, "pipelines/b.yaml": reader})] == expected


@pytest.mark.parametrize(
    ("files", "message"),
    [
        ("{path: a.parquet, options: {header: none}}", "options say how a CSV file is written, and this is Parquet"),
        ("{path: a.jsonl, options: {header: none}}", "options say how a CSV file is written, and this is JSON lines"),
        ("ftp://server/a.csv", "addresses in ftp:// are not read"),
        ("s3:/bucket/a.csv", "s3:/ begins no address"),
        ("{path: a.csv, options: {sep: ';'}}", "unknown key `sep`"),
    ],
)
def test_files_that_this_release_does_not_take(problems: Problems, files: str, message: str) -> None:
    step = f"{{ingest: {{files: {files}}}, into: m.a}}"
    found = problems({"pipelines/p.yaml": f"{HEAD}steps: [{step}]\ndatasets: {{m.a: {{contract: [{{name: a}}]}}}}"})
    assert [p.message for p in found] == [message]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ("{encoding: klingon}", "there is no encoding 'klingon'"),
        ("{encoding: base64}", "there is no encoding 'base64'"),
        ("{decimal: ';'}", "';' is not one of '.' or ','"),
        ("{decimal: ',', thousands: ','}", "',' is the decimal too"),
        ("{thousands: '0'}", "'0' may be part of a number"),
        (r'{delimiter: "\n"}', r"'\n' ends a line"),
        ("{comment: '#', quote: '#'}", "'#' is the quote too"),
        ("{skip_rows: -1}", "-1 must be at least 0"),
        ("{date_format: '%d.%m.%Y %H:%M'}", "%H is no word of it"),
        ("{date_format: dd.mm.yyyy}", "'dd.mm.yyyy' does not tell a day"),
        ("{timestamp_format: '%d.%m. %H:%M'}", "'%d.%m. %H:%M' does not tell a day"),
        ("{timestamp_format: '%d.%m.%Y %Q'}", "%Q is no word of it"),
        ("{date_format: '%d.%m.%Y %'}", "% is no word of it"),
        ("{null_marker: 5}", "5 must be text"),
        ("{null_marker: [NA, 5]}", "5 must be text"),
    ],
)
def test_options_that_make_no_sense(problems: Problems, options: str, message: str) -> None:
    step = f"{{ingest: {{files: {{path: a.csv, options: {options}}}}}, into: m.a}}"
    found = problems({"pipelines/p.yaml": f"{HEAD}steps: [{step}]\ndatasets: {{m.a: {{contract: [{{name: a}}]}}}}"})
    assert [p.message for p in found] == [message]


@pytest.mark.parametrize(
    "options",
    [
        "{null_marker: [NA, '-']}", "{encoding: latin-1, decimal: ',', thousands: ' ', delimiter: ';'}",
        "{date_format: '%d %B %y', timestamp_format: '%Y%m%dT%H%M%S%z', comment: '#', skip_rows: 3}",
    ],
)  # fmt: skip
def test_options_that_do(problems: Problems, options: str) -> None:
    step = f"{{ingest: {{files: {{path: a.csv, options: {options}}}}}, into: m.a}}"
    assert not problems({"pipelines/p.yaml": f"{HEAD}steps: [{step}]\ndatasets: {{m.a: {{contract: [{{name: a}}]}}}}"})


def test_nested_columns_are_not_kept_yet(problems: Problems) -> None:
    column = "{name: tags, logicalType: array, items: {logicalType: string}}"
    found = problems(
        {
            "pipelines/p.yaml": f"{HEAD}steps: [{{ingest: {{files: a.csv}}, into: m.a}}]\n"
            f"datasets: {{m.a: {{contract: [{column}]}}}}"
        }
    )
    assert [p.message for p in found] == ["column tags of m.a is of type array: known, not in this release"]
