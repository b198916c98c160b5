"""What is said about what a run may be asked."""

import pytest

STEPS = "\nsteps: [{ingest: {files: 'a-{{ params.region }}.csv'}, into: raw.a}]\n" \
        "datasets: {raw.a: {contract: [{name: id}]}}"  # fmt: skip


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ("{region: {type: string, default: EWR}}", []),
        ("{region: {type: string}}", []),
        ("{regoin: {}}", ["2:26 steps.0.ingest.files: {{ params.region }}: the pipeline has no param 'region'"]),
        ("{region: {type: strng}}", ["1:25 params.region.type: is not JSON Schema: "]),
        ("{region: {typ: string}}", ["1:19 params.region.typ: `typ` is neither JSON Schema nor of Airflow's form"]),
        (
            "{region: {enum: [a, b], default: c}}",
            ["1:42 params.region.default: the default does not keep to its own schema: \"c\" is not one of "],
        ),
        ("{region: {$ref: 'http://x/y'}}", ["1:25 params.region.$ref: is not JSON Schema: 'http://x/y' lies outside"]),
        ("{region: {$ref: '#/$defs/x'}}", ["1:18 params.region: is not JSON Schema: "]),
        ("{region: {pattern: '('}}", ["1:18 params.region: is not JSON Schema: \"(\" is not"]),
        ("{region: text}", ["1:18 params.region: 'text' must be a map"]),
    ],
)  # fmt: skip
def test_params(said, params, expected):
    found = said(f"params: {params}{STEPS}")
    assert [text[: len(start)] for text, start in zip(found, expected, strict=True)] == expected


def test_runs_of_a_schedule_are_asked_by_nobody(said):
    assert said("schedule: '@daily'\nparams: {region: {type: string}}" + STEPS) == [
        "2:10 params.region: region has no default, and runs of the schedule are asked by nobody"
    ]
