"""How engines are reached: what may be said, and what would not be safe."""

import pytest

from levada.plan.binding import environment
from levada.plan.environment import Trino
from levada.spec.reader import read
from tests.spec.conftest import Problems, Write

HEAD = "apiVersion: levada/v1\nkind: Environment\n"


def test_a_cluster_is_planned_with_the_names_of_its_secrets(write: Write) -> None:
    said = (
        "uri: https://trino.example.org/, user: ann, password: {secret: trino_password}, verify: ca.pem, "
        "client_tags: [a], session_properties: {query_max_run_time: 10m, x: 1, y: true}, roles: {lake: analyst}"
    )
    planned = environment(read(write({"environments/local.yaml": f"{HEAD}engines: {{trino: {{{said}}}}}"})))
    properties = (("query_max_run_time", "10m"), ("x", "1"), ("y", "true"))
    assert planned.trino == Trino(
        "https://trino.example.org", "ann", "", "trino_password", "", "ca.pem", "lake", "levada", ("a",), properties,
        (("lake", "analyst"),),
    )  # fmt: skip


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "[::1]"])
def test_nobody_can_listen_between_this_machine_and_itself(problems: Problems, host: str) -> None:
    said = f"{HEAD}engines: {{trino: {{uri: 'http://{host}:8080', user: ann}}}}"
    assert problems({"environments/local.yaml": said}) == []


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ("user: ann", "says no address"),
        ("uri: https://t", "says nobody who asks"),
        ("connection: trino_default, token: {secret: p}", "`token` means nothing without an address with https"),
        ("uri: 't:8080', user: ann", "is not the address of a server"),
        ("uri: https://ann:hunter2@t, user: ann", "this looks like a password in a URL"),
        ("uri: https://t:99999, user: ann", "says a port that no machine has"),
        ("uri: https://t:0, user: ann", "says a port that no machine has"),
        ("uri: http://t:8080, user: ann", "plain HTTP to another machine lets others read queries and rows"),
        ("uri: http://localhost, user: ann, password: {secret: p}", "`password` means nothing without an address"),
        ("uri: http://localhost, user: ann, verify: ca.pem", "`verify` means nothing without an address with https"),
        ("uri: https://t, user: ann, password: {secret: p}, token: {secret: t}", "both prove who asks"),
        ("uri: https://t, user: ann, password: hunter2", "`password` holds what looks like a secret"),
        ("uri: https://t, user: ann, verify: false", "must be text"),
    ],
)
def test_what_may_not_be_said_of_trino(problems: Problems, said: str, message: str) -> None:
    found = problems({"environments/local.yaml": f"{HEAD}engines: {{trino: {{{said}}}}}"})
    assert message in found[0].message


@pytest.mark.parametrize(
    ("key", "refused"),
    [("spark.sql.catalog.lake", True), ("spark.sql.catalog.lake.uri", True), ("spark.sql.catalog.lakes.uri", False)],
)
def test_spark_sees_the_tables_that_everybody_sees(problems: Problems, key: str, refused: bool) -> None:
    found = problems({"environments/local.yaml": f"{HEAD}engines: {{spark: {{settings: {{{key}: x}}}}}}"})
    assert [problem.hint for problem in found] == ["say it under `catalog`, for all"] * refused
