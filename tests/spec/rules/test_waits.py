"""What is said about steps that wait."""

import pytest

HEAD = "schedule: '@daily'\nsteps: [{id: w, wait: "


@pytest.mark.parametrize(
    ("wait", "expected"),
    [
        ("{files: 'in/{{ ds }}.ok', timeout: 2h, on_timeout: skip}", ""),
        ("{until: 06:30}", ""),
        ('{until: "{{ data_interval_end }}"}', ""),
        ("{}", "steps.0.wait: waits for nothing"),
        ("{files: a, until: '06:30'}", "steps.0.wait.until: `until` beside `files`: a step waits for one thing"),
        ("{until: soon}", "steps.0.wait.until: 'soon' is not a time"),
        ("{until: '24:00'}", "steps.0.wait.until: '24:00' is not a time"),
        ('{until: "{{ ds }}"}', "steps.0.wait.until: '{{ ds }}' is not a time"),
        ("{files: '{{ dss }}'}", "steps.0.wait.files: {{ dss }} is not known"),
        ("{files: 's3://a/b'}", ""),
        ("{files: 'gs://a/b'}", "steps.0.wait.files: addresses in gs:// are not read"),
        ("{dataset: raw.none}", "steps.0.wait.dataset: nothing provides raw.none"),
        ("{until: '06:30', on_timeout: wait}", "steps.0.wait.on_timeout: 'wait' is not one of 'fail' or 'skip'"),
        ("{approval: {by: [me]}}", "steps.0.wait.approval: `approval` is known, not in this release"),
    ],
)
def test_waits(said, wait, expected):
    found = [text.partition(" ")[2] for text in said(f"{HEAD}{wait}}}]")]
    assert [text[: len(expected)] for text in found] == [expected] * bool(expected)


def test_what_the_pipeline_fills_itself(said):
    body = "steps: [{id: w, wait: {dataset: raw.a}}, {spark: a, into: raw.a}]"
    assert said(body) == [
        "1:33 steps.0.wait.dataset: raw.a is filled by this pipeline itself: waiting for it would never end"
    ]


def test_a_step_that_waits_does_nothing_else(said):
    assert said("steps: [{wait: {until: '06:30'}, into: raw.a}]") == [
        "1:9 steps.0: a step that waits has no name",
        "1:34 steps.0.into: a step that waits has no `into`",
    ]
