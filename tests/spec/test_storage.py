"""How object stores are reached: what may be said, and that keys may not."""

import pytest

from levada.plan.binding import environment
from levada.plan.environment import Store
from levada.spec.reader import read
from tests.spec.conftest import Problems, Write

HEAD = "apiVersion: levada/v1\nkind: Environment\n"


def test_stores_are_planned_with_the_names_of_their_secrets(write: Write) -> None:
    keys = "access_key_id: {secret: k}, secret_access_key: {secret: s}"
    text = HEAD + f"storage: {{s3://b: {{{keys}, region: eu}}, 's3://': {{anon: true}}}}"
    planned = environment(read(write({"environments/local.yaml": text})))
    assert planned.storage == (
        Store("s3://", anon=True),
        Store("s3://b", region="eu", access_key_id="k", secret_access_key="s"),
    )
    assert [planned.store(url).address for url in ("s3://b/x", "s3://c/x")] == ["s3://b", "s3://"]


@pytest.mark.parametrize(
    ("storage", "message"),
    [
        ("{gs://b: {}}", "is not the address of a store"),
        ("{s3://b/folder: {}}", "is not the address of a store"),
        ("{s3://b: {keys: {secret: k}}}", "unknown key `keys`"),
        ("{s3://b: {access_key_id: {secret: K-1}}}", "`secret` holds what looks like a secret"),
        ("{s3://b: {secret_access_key: hunter2}}", "`secret_access_key` holds what looks like a secret"),
        ("{s3://b: {session_token: {env: K}}}", "unknown key `env`"),
    ],
)
def test_what_may_not_be_said(problems: Problems, storage: str, message: str) -> None:
    found = problems({"environments/local.yaml": HEAD + f"storage: {storage}"})
    assert message in found[0].message


def test_relative_paths_may_lie_in_a_bucket(write: Write) -> None:
    text = HEAD + "landing: s3://b/in/"
    there = environment(read(root := write({"environments/local.yaml": text})))
    assert there.landed(root, "x/*.csv") == "s3://b/in/x/*.csv"
    assert there.landed(root, "/x.csv") == "/x.csv"
    assert there.landed(root, "s3://c/x.csv") == "s3://c/x.csv"
