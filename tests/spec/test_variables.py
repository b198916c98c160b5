"""`${var.x}` and `${env.x}`: what they become, and what is said where they become nothing."""

from collections.abc import Callable
from pathlib import Path

import pytest

from levada.errors import SpecError
from levada.spec.pipeline import Pipeline
from levada.spec.reader import read
from tests.spec.conftest import HEAD, Problems
from tests.spec.conftest import Write as Files

ENVIRONMENT = "apiVersion: levada/v1\nkind: Environment\nvariables: {place: here, many: [a, b]}\n"
STEP = "steps: [{spark: a, into: m.a, with: {x: '%s'}}]\n"


def made(write: Files, body: str, **said: str) -> Pipeline:
    root = write({"pipelines/p.yaml": HEAD + body, "environments/local.yaml": ENVIRONMENT})
    return read(root, "local", said).pipelines["p"]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${var.n}", 2),
        ("${var.on}", True),
        ("${var.list}", [1, 2]),
        ("${env.many}", ["a", "b"]),
        ("${var.n}/${env.place}", "2/here"),
        ("is ${var.on}", "is true"),
        ("$${var.n}", "${var.n}"),
        ("a $${var.n} ${var.n}", "a ${var.n} 2"),
        ("${table} ${HOME}", "${table} ${HOME}"),
        ("{{ run_id }} ${var.n}", "{{ run_id }} 2"),
        ("${var.place}", "here!"),
    ],
)
def test_values(write: Files, text: str, value: object) -> None:
    variables = "variables: {n: 2, on: true, list: [1, 2], place: {type: string, default: '${env.place}!'}}\n"
    assert made(write, variables + STEP % text).steps[0].arguments == {"x": value}


def test_values_keep_their_types_anywhere(write: Files) -> None:
    body = "variables: {r: 3, w: append}\nsteps: [{spark: a, into: m.a, retries: '${var.r}'}]\n"
    found = made(write, body + "datasets: {m.a: {write: '${var.w}'}}")
    assert (found.steps[0].retries, found.datasets["m.a"].write and found.datasets["m.a"].write.strategy) == (
        3,
        "append",
    )


def test_contracts_are_left_alone(write: Files) -> None:
    body = STEP % 1 + "datasets: {m.a: {contract: [{name: a, description: '${var.x}'}]}}"
    contract = made(write, body).datasets["m.a"].contract
    assert isinstance(contract, tuple)
    assert contract[0]["description"] == "${var.x}"


def test_the_command_line_is_strongest(write: Files) -> None:
    body = "variables: {n: 2, s: {type: string, default: a}}\n"
    body += "steps: [{spark: a, into: m.a, with: {n: '${var.n}', s: '${var.s}'}}]"
    assert made(write, body, n="5", s="7").steps[0].arguments == {"n": 5, "s": "7"}


def test_a_variable_nobody_has(write: Files) -> None:
    with pytest.raises(SpecError, match=r"no pipeline has a variable 'm' .variable.\n    cure: did you mean"):
        made(write, "variables: {mm: 2}", m="5")


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (STEP % "${var.contry}", "2:41 steps.0.with.x: ${var.contry} is not known"),
        (STEP % "${env.plcae}", "2:41 steps.0.with.x: ${env.plcae} is not known"),
        (STEP % "${vars.a}", "2:41 steps.0.with.x: ${vars.a}: there is no `vars`"),
        (
            STEP % "a${param.a}",
            "2:41 steps.0.with.x: `${param.…}` is known, not in this release: it comes with (5) authoring",
        ),
        (STEP % "a${var.list}", "2:41 steps.0.with.x: ${var.list} is not a text that could stand inside another"),
        (STEP % "${var.open}", "2:41 steps.0.with.x: ${var.open}: the variable has no value"),
        (STEP % "${var.bad}", '1:80 variables.bad.default: bad: 5 is not of type "string"'),
        (STEP % "1" + "owner: ${var.n}", "3:8 owner: 5 must be text"),
    ],
)
def test_mistakes(said: Callable[[str], list[str]], body: str, problem: str) -> None:
    declared = "variables: {country: PT, list: [1], open: {type: string}, n: 5"
    declared += ", bad: {default: 5, type: string}}\n" if "bad" in body else "}\n"
    assert said(declared + body) == [problem]


def test_a_schema_that_is_none(said: Callable[[str], list[str]]) -> None:
    (found,) = said("variables: {a: {type: strng, default: a}}")
    assert found.startswith("1:23 variables.a.type: is not JSON Schema")


def test_a_schema_reads_nothing_from_elsewhere(said: Callable[[str], list[str]]) -> None:
    (found,) = said("variables: {a: {$ref: 'http://localhost/x.json', default: a}}")
    assert found.startswith("1:23 variables.a.$ref: is not JSON Schema")


def test_hints(problems: Problems) -> None:
    (found,) = problems({"pipelines/p.yaml": HEAD + "variables: {country: PT}\n" + STEP % "${var.contry}"})
    assert found.hint == "did you mean `country`?"


def test_what_is_filled_in_is_judged_where_it_is_used(tmp_path: Path, said: Callable[[str], list[str]]) -> None:
    assert said("variables: {z: Europe/Lisbo}\nschedule: {cron: '@daily', timezone: '${var.z}'}") == [
        "2:38 schedule.timezone: 'Europe/Lisbo' is not a time zone"
    ]
