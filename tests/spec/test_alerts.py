"""Channels of teams, and what roles may do: what is refused, and where."""

from collections.abc import Callable

import pytest

from tests.spec.conftest import HEAD, Problems

ENVIRONMENT = "apiVersion: levada/v1\nkind: Environment\nchannels: {a: {class: x.Y, args: {%s}}}\n"
WEBHOOK = "https://hooks.slack.com/services/T000/B000/x"


@pytest.mark.parametrize(
    ("said_", "expected"),
    [
        ("{analysts: [can_read]}", []),
        ("{analysts: {DAGs: [can_edit], DAG Runs: [can_create, menu_access]}}", []),
        ("{analysts: [can_reed]}", ["analysts.0: 'can_reed' is not one of 'can_read', 'can_edit' or 'can_delete'"]),
        ("{analysts: {DAG: [can_read]}}", ["analysts.DAG: unknown key `DAG`"]),
        ("{analysts: {DAGs: [can_create]}}", ["analysts.DAGs.0: 'can_create' is not one of"]),
        ("{analysts: can_read}", ["analysts: 'can_read' must be a li"]),
        ("[analysts]", [": must be a map"]),
    ],
)
def test_access_control(said: Callable[[str], list[str]], said_: str, expected: list[str]) -> None:
    found = [text.partition("access_control")[2].removeprefix(".") for text in said(f"access_control: {said_}")]
    assert [text[: len(start)] for text, start in zip(found, expected, strict=True)] == expected


@pytest.mark.parametrize(
    ("args", "expected"),
    [
        ("slack_conn_id: alerts, text: '{{ message }}'", []),
        ("token: abc", ["channels.a.args.token: `token` holds what looks like a secret"]),
        (f"url: '{WEBHOOK}'", ["channels.a.args.url: this looks like a webhook"]),
        ("text: {secret: hook}", []),
    ],
)
def test_a_channel_holds_no_secret(problems: Problems, args: str, expected: list[str]) -> None:
    found = problems({"environments/local.yaml": ENVIRONMENT % args})
    assert [f"{problem.path}: {problem.message}" for problem in found] == expected
    assert "services/T000" not in str(found[0]) if found else True


def test_defaults_say_it_for_all(problems: Problems) -> None:
    files = {
        "defaults.yaml": HEAD.replace("Pipeline", "Defaults") + "pipeline: {access_control: {a: [can_reed]}}\n",
        "pipelines/p.yaml": HEAD + "access_control: {b: [can_read]}\n",
    }
    assert [(p.file, p.path) for p in problems(files)] == [("include/defaults.yaml", "pipeline.access_control.a.0")]
