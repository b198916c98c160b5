"""How a catalogue is reached: pyiceberg's own words, and secrets by their names only."""

import pytest

from levada.plan.binding import environment
from levada.plan.codec import decode_environment, encode_environment
from levada.plan.explain import explain
from levada.spec.reader import read
from tests.spec.conftest import Problems, Write
from tests.targets.plans import PLAN

HEAD = "apiVersion: levada/v1\nkind: Environment\n"


def test_secrets_are_planned_by_their_names(write: Write) -> None:
    text = HEAD + "catalog: {type: rest, uri: http://c, credential: {secret: lake_key}}"
    planned = environment(read(write({"environments/local.yaml": text})))
    assert planned.catalogue == (("type", "rest"), ("uri", "http://c"))
    assert planned.secrets == (("credential", "lake_key"),)
    assert decode_environment(encode_environment(planned)) == planned
    (tables,) = (line for line in explain(PLAN, planned).splitlines() if "tables  " in line)
    assert tables == "  tables  in the rest catalogue at http://c, warehouse of the catalogue, secrets in $LAKE_KEY"


def test_what_stands_inside_another_is_planned_by_its_path(write: Write) -> None:
    inner = "oauth2: {client_id: levada, client_secret: {secret: k}}"
    text = HEAD + f"catalog: {{uri: https://c, ssl: {{cabundle: ca.pem}}, auth: {{type: oauth2, {inner}}}}}"
    planned = environment(read(write({"environments/local.yaml": text})))
    assert planned.catalogue == (
        ("auth/oauth2/client_id", "levada"),
        ("auth/type", "oauth2"),
        ("ssl/cabundle", "ca.pem"),
        ("uri", "https://c"),
    )
    assert planned.secrets == (("auth/oauth2/client_secret", "k"),)


@pytest.mark.parametrize(
    ("catalog", "message"),
    [
        ("{credential: a:b}", "`credential` holds what looks like a secret"),
        ("{auth: {oauth2: {client_secret: hunter2}}}", "`client_secret` holds what looks like a secret"),
        ("{token: {secret: T-1}}", "`secret` holds what looks like a secret"),
        ("{s3.force-virtual-addressing: true}", "true must be text"),
        ("{ssl: [ca.pem]}", "must be text"),
        ("{type: rest, warehouse: w}", "where the catalogue is, is not said"),
        ("{uri: http://c, token: {secrte: lake_token}}", "token must be text or a secret, not a map"),
        ("{type: sqlite}", "there is no catalogue of type 'sqlite'"),
    ],
)
def test_what_may_not_be_said(problems: Problems, catalog: str, message: str) -> None:
    found = problems({"environments/local.yaml": HEAD + f"catalog: {catalog}"})
    assert message in found[0].message
