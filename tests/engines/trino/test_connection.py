"""How a cluster is reached, as values."""

from pathlib import Path

import pytest
from trino.auth import BasicAuthentication, JWTAuthentication
from trino.client import TrinoRequest

from levada.engines.trino.connection import connect
from levada.errors import Permanent
from levada.plan.environment import Trino

SAID = Trino("https://trino.example.org", user="ann", source="nightly", client_tags=("a",))


def test_every_query_says_where_it_comes_from(tmp_path: Path) -> None:
    connection = connect(
        Trino("http://127.0.0.1:1", user="ann", client_tags=("a",), session_properties=(("join", "x"),),
              roles=(("lake", "analyst"), ("system", "ALL"))),
        tmp_path, "step:s",
    )  # fmt: skip
    headers = TrinoRequest(connection.host, connection.port, connection._client_session).http_headers
    told = {name: headers[f"X-Trino-{name}"] for name in ("Source", "Client-Tags", "Session", "Role", "Time-Zone")}
    assert told == {
        "Source": "levada", "Client-Tags": "a,step:s", "Session": "join=x", "Time-Zone": "UTC",
        "Role": "lake=ROLE%7Banalyst%7D,system=ALL",
    }  # fmt: skip


def test_who_asks_is_proved_by_what_the_environment_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PW", "hunter2")
    by_password = connect(Trino("https://t", user="ann", password="pw"), tmp_path).auth
    by_token = connect(Trino("https://t", user="ann", token="pw"), tmp_path).auth
    assert (by_password, by_token) == (BasicAuthentication("ann", "hunter2"), JWTAuthentication("hunter2"))


@pytest.mark.parametrize(
    ("said", "message"),
    [
        (Trino(connection="trino_default"), "only Airflow knows connection trino_default"),
        (Trino("https://t", user="ann", password="pw"), "set the environment variable PW"),
        (Trino("https://t", user="ann", verify="ca.pem"), "there is no file .*/ca"),
    ],
)
def test_what_is_not_there_is_named(tmp_path: Path, said: Trino, message: str) -> None:
    with pytest.raises(Permanent, match=message):
        connect(said, tmp_path)


def test_authorities_are_the_project_s_and_not_the_shell_s(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ca.pem").write_text("")
    session = connect(Trino("https://t", user="ann", verify="ca.pem"), tmp_path)._http_session
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "of-the-shell.pem")
    settings = session.merge_environment_settings("https://t", {}, None, None, None)
    assert settings["verify"] == str(tmp_path / "ca.pem")
