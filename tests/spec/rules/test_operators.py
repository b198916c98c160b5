"""What is said about steps that Airflow does itself."""

import pytest

BASH = "airflow.providers.standard.operators.bash.BashOperator"


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        (f"{{id: o, operator: {{class: {BASH}, args: {{bash_command: 'echo {{{{ ts }}}}'}}}}}}", []),
        (f"{{operator: {{class: {BASH}}}, into: raw.a}}", []),
        (f"{{operator: {{class: {BASH}}}}}", ["steps.0: a step that fills nothing has no name"]),
        ("{id: o, operator: {args: {}}}", ["steps.0.operator: `class` is missing"]),
        ("{id: o, operator: {class: Bash}}", ["steps.0.operator.class: 'Bash' is not a class"]),
        (
            f"{{id: o, operator: {{class: {BASH}, args: {{retries: 3}}}}}}",
            ["steps.0.operator.args.retries: `retries` is given by levada"],
        ),
        (
            f"{{id: o, operator: {{class: {BASH}}}, with: {{a: 1}}}}",
            ["steps.0.with: `with` holds the arguments of a function, and there is none"],
        ),
    ],
)
def test_operators(said, step, expected):
    assert [text.partition(" ")[2] for text in said(f"steps: [{step}]")] == expected


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ("{bash_command: 'echo {{ params.region }} {{ params[\"region\"] }} params.json'}", []),
        ("{bash_command: '{{ params.get(1) }}{{ dag_run.params.x }}'}", []),
        ("{bash_command: x, params: {own: 1}, env: {A: '{{ params.own }}'}}", []),
        ("{bash_command: '{{ params.regio }}'}", ["bash_command: the pipeline has no param 'regio'"]),
        ("{env: {A: [\"{% if params['n'] %}\"]}}", ["env.A.0: the pipeline has no param 'n'"]),
    ],
)
def test_params_in_airflows_templates(said, args, expected):
    found = said(f"params: {{region: {{default: PT}}}}\nsteps: [{{id: o, operator: {{class: {BASH}, args: {args}}}}}]")
    assert [text.partition("args.")[2] for text in found] == expected


def test_settings_of_what_an_operator_fills(said):
    body = (
        f"steps: [{{operator: {{class: {BASH}}}, into: raw.a}}]\ndatasets: {{raw.a: {{event_time: t, write: append}}}}"
    )
    assert said(body) == [
        "2:35 datasets.raw.a.write: raw.a is written by an operator: levada neither lays it out nor checks it"
    ]
