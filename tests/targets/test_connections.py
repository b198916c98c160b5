"""Trino as a connection of Airflow's says it is reached."""

import sys
from types import ModuleType
from typing import Any

import pytest
from airflow.sdk import Connection

from levada.errors import Permanent
from levada.lake.secrets import secret
from levada.plan.environment import Environment, Trino
from levada.targets.airflow.connections import reached

WHERE = Environment("prod", (), trino=Trino(connection="trino_default", source="nightly"))


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Lets the provider's hook give a connection."""

    def says(**said: Any) -> None:
        class TrinoHook:
            def __init__(self, trino_conn_id: str) -> None:
                self.name = trino_conn_id

            def get_connection(self, name: str) -> Connection:
                return Connection(conn_id=name, conn_type="trino", **said)

        module = ModuleType("airflow.providers.trino.hooks.trino")
        module.TrinoHook = TrinoHook  # type: ignore[attr-defined]
        for name in ("airflow.providers.trino", "airflow.providers.trino.hooks"):
            monkeypatch.setitem(sys.modules, name, ModuleType(name))
        monkeypatch.setitem(sys.modules, module.__name__, module)

    return says


def test_a_password_is_handed_over_in_memory(says: Any) -> None:
    extra = '{"protocol": "https", "verify": "/etc/ca.pem"}'
    says(host="t.example.org", port=8443, login="ann", password="hunter2", extra=extra)
    where = reached(WHERE).trino
    name = "password of connection trino_default"
    assert where == Trino(
        "https://t.example.org:8443", "ann", "trino_default", name, "", "/etc/ca.pem", source="nightly"
    )
    assert secret(name, "engines.trino") == "hunter2"


def test_a_token_too(says: Any) -> None:
    says(host="t.example.org", login="ann", extra='{"protocol": "https", "auth": "jwt", "jwt__token": "abc"}')
    where = reached(WHERE).trino
    assert where is not None
    assert (where.uri, where.verify, secret(where.token, "")) == ("https://t.example.org:443", "", "abc")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"host": "t.example.org"}, "by https, or on this machine"),
        ({"host": "t", "extra": '{"protocol": "https", "verify": "false"}'}, "must be verified"),
        ({"host": "t", "extra": '{"protocol": "https", "auth": "kerberos"}'}, "not by kerberos"),
    ],
)
def test_what_is_not_taken(says: Any, said: dict[str, Any], message: str) -> None:
    says(**said)
    with pytest.raises(Permanent, match=message):
        reached(WHERE)


def test_without_its_provider() -> None:
    with pytest.raises(Permanent, match="pip install apache-airflow-providers-trino"):
        reached(WHERE)


def test_other_environments_are_as_they_are() -> None:
    assert reached(Environment("local", ())) == Environment("local", ())
