"""What an environment changes in pipelines: whom it means, what holds then, and what is wrong with it."""

import pytest

from levada.spec.pipeline import Pipeline
from levada.spec.reader import read
from tests.spec.conftest import HEAD, Problems, Write

TOP = "apiVersion: levada/v1\nkind: Environment\n"
PIPELINE = (
    HEAD
    + """\
domain: shop
tags: [night]
default_args: {pool: small}
steps: [{spark: a, into: m.a, retries: 1}, {spark: b, into: raw.b, with: {x: 1, y: 2}}]
datasets: {m.a: {write: append, tags: [big]}}
"""
)


def made(write: Write, *overrides: str) -> Pipeline:
    text = TOP + "overrides:\n" + "".join(f"  - {{id: o{n}, {said}}}\n" for n, said in enumerate(overrides))
    return read(write({"environments/prod.yaml": text, "pipelines/p.yaml": PIPELINE}), "prod").pipelines["p"]


def test_a_pipeline(write: Write) -> None:
    found = made(
        write, "select: {kind: Pipeline, domain: sh*, tags: night}, set: {owner: them, default_args: {pool: null}}"
    )
    assert (found.owner, found.default_args.pool) == ("them", None)


def test_steps(write: Write) -> None:
    found = made(
        write, "select: {kind: Step, step: m_*}, set: {retries: 7}", "select: {kind: Step}, set: {with: {x: 9}}"
    )
    assert [step.retries for step in found.steps] == [7, None]
    assert [step.arguments for step in found.steps] == [{"x": 9}, {"x": 9, "y": 2}]


@pytest.mark.parametrize(
    ("select", "chosen"),
    [
        ("namespace: raw", ["raw.b"]),
        ("dataset: [m.a, raw.b]", ["m.a", "raw.b"]),
        ("write: append", ["m.a"]),
        ("tags: big", ["m.a"]),
        ("tags: night, namespace: m", ["m.a"]),
        ("pipeline: p, owner: null", ["m.a", "raw.b"]),
    ],
)
def test_datasets(write: Write, select: str, chosen: list[str]) -> None:
    found = made(write, f"select: {{kind: Dataset, {select}}}, set: {{quality: {{on_failure: warn}}}}")
    assert [name for name, item in found.datasets.items() if item.quality.on_failure == "warn"] == chosen


def test_the_later_override_wins(write: Write) -> None:
    select = "select: {kind: Step, retries: 1}, set: {retries: %d}"
    assert made(write, select % 5, select % 6).steps[0].retries == 6


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ("select: {kind: Stp}, set: {}", "3:36 overrides.0.select.kind: `kind` says what is selected"),
        ("select: {}, set: {}", "3:29 overrides.0.select: `kind` says what is selected"),
        ("select: {kind: Step, stp: a}, set: {}", "3:42 overrides.0.select.stp: a Step has no `stp`"),
        ("select: {kind: Step}, set: {retires: 1}", "3:49 overrides.0.set.retires: unknown key `retires`"),
        ("select: {kind: Step}, set: {retries: a}", "3:58 overrides.0.set.retries: 'a' must be a whole number"),
        ("select: {kind: Pipeline}, set: {steps: []}", "3:53 overrides.0.set.steps: unknown key `steps`"),
        ("select: {kind: Step, domain: nix}, set: {}", "3:61 : override o selects nothing"),
        ("select: {kind: Step}", "3:13 overrides.0: `set` is missing"),
    ],
)
def test_mistakes(problems: Problems, said: str, problem: str) -> None:
    files = {"environments/prod.yaml": TOP + f"overrides: [{{id: o, {said}}}]", "pipelines/p.yaml": PIPELINE}
    (found,) = problems(files, "prod")
    assert f"{found.line}:{found.column} {found.path}: {found.message}" == problem


def test_a_value_that_does_not_fit_is_told_where_it_was_written(problems: Problems) -> None:
    text = TOP + "overrides: [{id: o, select: {kind: Step}, set: {depends_on: [nix]}}]"
    (found,) = problems({"environments/local.yaml": text, "pipelines/p.yaml": PIPELINE})
    assert (found.file, found.path) == ("include/environments/local.yaml", "overrides.0.set.depends_on.0")


def test_other_environments_are_judged_but_do_not_count(problems: Problems) -> None:
    text = TOP + "overrides: [{id: o, select: {kind: Step}, set: {retries: x}}]"
    assert [p.file for p in problems({"environments/prod.yaml": text})] == ["include/environments/prod.yaml"]
