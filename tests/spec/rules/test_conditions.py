"""What is said about conditions."""

import pytest

BODY = """\
schedule: '@daily'
params: {{mode: {{enum: [fast, full], default: fast}}}}
steps:
  - {{spark: a, into: raw.a}}
  - {{spark: b, into: raw.b, when: {}}}
"""


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("{param: mode, is: full}", ""),
        ("{any: [{rows: raw.a}, {all: [{weekday: [mon, sun]}, {param: mode, is: fast}]}]}", ""),
        ("{}", "when: asks nothing"),
        ("{all: [{}]}", "when.all.0: asks nothing"),
        ("{all: []}", "when.all: must not be empty"),
        ("{rows: raw.a, weekday: [mon]}", "when.weekday: `weekday` beside `rows`: a condition asks one thing"),
        ("{param: mod, is: full}", "when.param: the pipeline has no param 'mod'"),
        ("{param: mode}", "when.param: what mode has to be is not said"),
        ("{param: mode, is: slow}", 'when.is: mode can never be that: "slow" is not one of'),
        ("{rows: raw.a, is: 1}", "when.is: `is` without `param`"),
        ("{rows: raw.c}", "when.rows: no step of this pipeline fills raw.c"),
        ("{rows: raw.b}", "when: raw_b → raw_b: the step waits for itself"),
        ("{weekday: [monday]}", "when.weekday.0: 'monday' is not one of"),
        ("{python: a.b}", ""),
        ("{all: [{python: {job: 'a.b:f'}}, {weekday: [mon]}]}", ""),
        ("{python: A-b}", "when.python: 'A-b' is not a job"),
        ("{python: a, rows: raw.a}", "when.python: `python` beside `rows`: a condition asks one thing"),
    ],
)
def test_conditions(said, when, expected):
    found = [text.partition(" ")[2].removeprefix("steps.1.") for text in said(BODY.format(when))]
    assert [text[: len(expected)] for text in found] == [expected] * bool(expected)


def test_the_weekday_of_runs_without_an_interval(said):
    assert said("steps: [{spark: a, into: raw.a, when: {weekday: [mon]}}]") == [
        "1:40 steps.0.when.weekday: the weekday is that of the run's `ds`, and runs of this pipeline have none"
    ]


@pytest.mark.parametrize("schema", ["enum: fast", "type: strin", "pattern: '('", "$ref: '#/$defs/x'"])
def test_a_param_whose_schema_is_none_is_told_once(said, schema):
    (text,) = said(BODY.replace("{{enum: [fast, full], default: fast}}", f"{{{{{schema}, default: fast}}}}").format(
        "{param: mode, is: full}"))  # fmt: skip
    assert "is not JSON Schema" in text
