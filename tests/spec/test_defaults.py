"""Defaults: who takes what from where, and where a mistake in them is told."""

from pathlib import Path

import pytest

from levada.spec.pipeline import Pipeline
from levada.spec.project import Project
from levada.spec.provenance import provenance
from levada.spec.reader import read, read_pipeline
from tests.spec.conftest import HEAD, Problems, Write

TOP = "apiVersion: levada/v1\nkind: Defaults\n"
BODY = HEAD + "steps: [{spark: a, into: m.a}]\n"


def one(write: Write, outer: str, inner: str, body: str = "", steps: str = "") -> Pipeline:
    text = HEAD + (steps or "steps: [{spark: a, into: m.a}]\n") + body
    files = {"defaults.yaml": TOP + outer, "pipelines/air/defaults.yaml": TOP + inner, "pipelines/air/p.yaml": text}
    return read(write(files)).pipelines["p"]


def test_inner_over_outer_and_the_pipeline_over_both(write: Write) -> None:
    made = one(
        write,
        "pipeline: {owner: a, domain: a, default_args: {retries: 1, pool: a, retry_delay: 1m}}",
        "pipeline: {domain: b, default_args: {retries: 2, pool: b}}",
        "default_args: {pool: c}",
    )
    assert (made.owner, made.domain) == ("a", "b")
    assert (made.default_args.retries, made.default_args.pool, made.default_args.retry_delay) == (2, "c", 60)


def test_null_takes_away(write: Write) -> None:
    made = one(write, "pipeline: {owner: a, tags: [a], domain: d}", "pipeline: {owner: null}", "tags: null")
    assert (made.owner, made.tags, made.domain) == (None, (), "d")


def test_null_with_nothing_to_take_away(write: Write, problems: Problems) -> None:
    assert one(write, "pipeline: {tags: null, schedule: {catchup: null}}", "").tags == ()
    assert [p.message for p in problems({"pipelines/air/p.yaml": BODY + "tags: null"})] == ["must be a list"]


def test_lists_of_words_replace(write: Write) -> None:
    assert one(write, "pipeline: {tags: [a, b]}", "pipeline: {tags: [c]}").tags == ("c",)


def test_short_forms_meet_long_ones(write: Write) -> None:
    made = one(write, "pipeline: {schedule: {timezone: Europe/Lisbon}}", "pipeline: {schedule: '@daily'}")
    assert (made.schedule.cron, made.schedule.timezone) == ("@daily", "Europe/Lisbon")


def test_by_hand_takes_every_trigger_away(write: Write) -> None:
    made = one(write, "pipeline: {schedule: '@daily'}", "", "schedule: none")
    assert (made.schedule.cron, made.schedule.assets) == (None, None)


def test_steps_by_name(write: Write) -> None:
    steps = "steps: [{spark: a, into: m.a}, {id: b, spark: b, into: m.b, with: {x: 1}}]\n"
    made = one(write, "steps: {m_a: {retries: 5}, b: {with: {x: 0, y: 2}}}", "steps: {m_a: {pool: p}}", steps=steps)
    assert (made.steps[0].retries, made.steps[0].pool) == (5, "p")
    assert made.steps[1].arguments == {"x": 1, "y": 2}


def test_narrower_datasets_win(write: Write) -> None:
    made = one(
        write,
        "datasets: {m.a: {properties: {a: 1a}}, '*': {properties: {a: 3a, b: 3b, c: 3c}}, m.*: {properties: {b: 2b}}}",
        "datasets: {'*': {quality: {on_failure: warn}}}",
    )
    assert made.datasets["m.a"].properties == {"a": "1a", "b": "2b", "c": "3c"}
    assert made.datasets["m.a"].quality.on_failure == "warn"


ROWS = "{id: rows, metric: rowCount, mustBeGreaterThan: 0}"
KEYS = "{id: keys, metric: rowCount, mustBeLessThan: 9, severity: info}"


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("{id: few, metric: rowCount, mustBe: 3}", ["rows", "keys info", "few"]),
        ("{id: few, metric: rowCount, mustBe: 3}, {id: keys, severity: error}", ["rows", "keys error", "few"]),
        ("{metric: rowCount, mustBe: 3}", ["rows", "keys info", "None"]),
        ("{metric: rowCount, mustBe: 4}, {id: keys, severity: error}", ["rows", "keys error", "None"]),
        ("", []),
    ],
)
def test_checks_merge_by_id_and_none_is_lost_to_another(write: Write, own: str, expected: list[str]) -> None:
    shared = f"datasets: {{m.*: {{quality: {{checks: [{ROWS}, {KEYS}]}}}}}}"
    made = one(write, shared, "", f"datasets: {{m.a: {{quality: {{checks: [{own}]}}}}}}")
    said = [(check.get("id"), check.get("severity")) for check in made.datasets["m.a"].quality.checks]
    assert [f"{id_} {severity}" if severity else str(id_) for id_, severity in said] == expected


def test_checks_without_ids_add_up_and_are_explained_where_they_stand(write: Write) -> None:
    def checks(most: int) -> str:
        return f"datasets: {{m.a: {{quality: {{checks: [{{metric: rowCount, mustBeLessThan: {most}}}]}}}}}}"

    root = write({"defaults.yaml": TOP + checks(8), "pipelines/p.yaml": BODY + checks(9)})
    project = read(root)
    path = ("datasets", "m.a", "quality", "checks")
    said = project.pipelines["p"].datasets["m.a"].quality.checks
    assert [check["mustBeLessThan"] for check in said] == [8, 9]
    places = [provenance(project, "p", (*path, number)) for number in (0, 1)]
    assert [[saying.file for saying in found] for found in places] == [
        ["include/defaults.yaml"],
        ["include/pipelines/p.yaml"],
    ]


def test_a_step_that_defaults_speak_of_is_explained_whole(write: Write) -> None:
    shared = TOP + "steps: {m_b: {retries: 3}}"
    steps = "steps: [{spark: a, into: m.a}, {spark: b, into: m.b}]"
    project = read(write({"defaults.yaml": shared, "pipelines/p.yaml": HEAD + steps}))
    assert [saying.value for saying in provenance(project, "p", ("steps", 1, "spark", "job"))] == ["b"]


def test_a_worker_opens_only_what_is_above(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    root = write(
        {f"pipelines/{d}/defaults.yaml": TOP for d in ("a", "a/b", "ab", "c")} | {"pipelines/a/b/p.yaml": BODY}
    )
    opened: list[str] = []
    read_bytes = Path.read_bytes
    monkeypatch.setattr(Path, "read_bytes", lambda path: opened.append(str(path.relative_to(root))) or read_bytes(path))
    read_pipeline(root, "p")
    assert opened == [f"include/pipelines/{file}.yaml" for file in ("a/b/p", "a/defaults", "a/b/defaults")]


def test_a_mistake_is_told_once_and_where_it_was_written(problems: Problems) -> None:
    outer = "pipeline: {schedule: {cron: '@daily', timezone: Europe/Lisbo}}\nsteps: {m_a: {retries: x}}\nnonsense: 1"
    body = "steps: [{spark: a, into: m.%s}]\n"
    found = problems(
        {"defaults.yaml": TOP + outer} | {f"pipelines/{name}.yaml": HEAD + body % name for name in ("a", "b", "c")}
    )
    assert [f"{p.file}:{p.line}:{p.column} {p.path}: {p.message}" for p in found] == [
        "include/defaults.yaml:3:49 pipeline.schedule.timezone: 'Europe/Lisbo' is not a time zone",
        "include/defaults.yaml:4:24 steps.m_a.retries: 'x' must be a whole number",
        "include/defaults.yaml:5:1 nonsense: unknown key `nonsense`",
    ]


def test_a_mistake_in_defaults_has_no_consequences(problems: Problems) -> None:
    body = "steps: [{ingest: {files: '{{ ds }}.csv'}, into: m.a}]\ndatasets: {m.a: {contract: [{name: a}]}}"
    found = problems({"defaults.yaml": TOP + "pipeline: {schedule: {cron: 5}}", "pipelines/p.yaml": HEAD + body})
    assert [p.path for p in found] == ["pipeline.schedule.cron"]


def test_parts_need_not_be_whole(write: Write) -> None:
    steps = "steps: [{dbt: a, into: [m.a]}]\n"
    made = one(write, "steps: {m_a: {dbt: {vars: {x: 1}}}}", "", steps=steps)
    assert made.steps[0].dbt is not None
    assert (made.steps[0].dbt.select, made.steps[0].dbt.vars) == ("a", {"x": 1})


@pytest.mark.parametrize(
    ("said", "message", "hint"),
    [
        ("steps: {m_b: {retries: 1}}", "no pipeline below has the step m_b", "did you mean `m_a`?"),
        ("datasets: {m.q: {}}", "no pipeline below has the dataset m.q", "did you mean `m.a`?"),
        ("datasets: {m*: {}}", "'m*' is not a dataset's name or pattern", "write *, raw.* or raw.flights"),
    ],
)
def test_what_means_nothing(problems: Problems, said: str, message: str, hint: str) -> None:
    (found,) = problems({"pipelines/defaults.yaml": TOP + said, "pipelines/p.yaml": BODY})
    assert (found.file, found.line, found.message, found.hint) == ("include/pipelines/defaults.yaml", 3, message, hint)


@pytest.mark.parametrize(
    ("said", "hint"),
    [
        ("mm.*", "did you mean `m.*`?"),
        ("raw.*", "namespaces below this folder: m.*"),
        ("m.*", ""),
        ("'*'", ""),
    ],
)
def test_a_pattern_of_no_dataset_is_a_warning(problems: Problems, said: str, hint: str) -> None:
    found = problems({"pipelines/defaults.yaml": f"{TOP}datasets: {{{said}: {{}}}}", "pipelines/p.yaml": BODY})
    message = f"no pipeline below has a dataset of {said}"
    expected = [(3, message, hint, "defaults", "warning")] if hint else []
    assert [(one.line, one.message, one.hint, one.id, one.severity) for one in found] == expected


def test_secrets_in_defaults_are_not_shown(problems: Problems) -> None:
    said = "steps: {m_a: {with: {password: hunter2}}}"
    (found,) = problems({"defaults.yaml": TOP + said, "pipelines/p.yaml": BODY})
    assert (found.file, "hunter2" in str(found)) == ("include/defaults.yaml", False)


def test_no_defaults_no_layers_but_the_own(write: Write) -> None:
    project: Project = read(write({"pipelines/p.yaml": BODY}))
    assert [layer.own for layer in project.layers["p"]] == [True]
