"""Literals that look like secrets are refused, and never shown."""

from collections.abc import Callable

import pytest

from tests.spec.conftest import HEAD, Problems

KEY = "aB3dE6gH9jK2mN5pQ8sT1vW4"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ("description: key AKIAABCDEFGHIJKLMNOP", "1:18 description: this looks like an AWS access key"),
        ("# AKIAABCDEFGHIJKLMNOP", "1:3 : this looks like an AWS access key"),
        ("description: postgres://u:hunter2@host/db", "1:14 description: this looks like a password in a URL"),
        ("description: |\n  -----BEGIN RSA PRIVATE KEY-----", "2:3 description: this looks like a private key"),
        ("x-own: {db_password: hunter2}", "1:22 x-own.db_password: `db_password` holds what looks like a secret"),
        ("x-own: {db_password: 12345}", "1:22 x-own.db_password: `db_password` holds what looks like a secret"),
        (f"x-own: {{key: {KEY}}}", "1:14 x-own.key: `key` holds what looks like a secret"),
        (f"x-own: {{tokens: [{KEY}]}}\nx-b: {{token: t}}", "2:14 x-b.token: `token` holds what looks like a secret"),
    ],
)
def test_refused(said: Callable[[str], list[str]], body: str, problem: str) -> None:
    assert said(body) == [problem]


@pytest.mark.parametrize(
    "body",
    [
        "x-own: {password: {secret: warehouse}}",
        'x-own: {token: "{{ params.token }}", api_key: "${var.key}", secret: ""}',
        "x-own: {token_column: token, key: id, primary_key: true}",
        "description: postgres://host/db?user=u, the password is elsewhere",
        "x-own: {tokens: raw.tokens, token: raw.tokens}",
    ],
)
def test_accepted(said: Callable[[str], list[str]], body: str) -> None:
    assert said(body) == []


def test_never_shown(problems: Problems) -> None:
    body = 'x-own: {password: hunter2, a: 1, a: 2}\nowner: {token: "hunter2"}'
    text = "\n".join(map(str, problems({"pipelines/p.yaml": HEAD + body})))
    assert "password: *******, a: 1, a: 2" in text
    assert "hunter2" not in text


def test_contracts_and_environments_too(problems: Problems) -> None:
    environment = "apiVersion: levada/v1\nkind: Environment\ncatalog: {s3.secret-access-key: abc}"
    assert [p.path for p in problems({"environments/local.yaml": environment})] == ["catalog.s3.secret-access-key"]
