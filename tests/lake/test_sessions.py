"""Connections that remember which proxies they go through."""

from unittest.mock import patch

import pytest
import requests

from levada.lake.sessions import Remembering


@pytest.fixture(autouse=True)
def machine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://proxy:3128")
    monkeypatch.setenv("NO_PROXY", "inside.example")


def settings(session: requests.Session, url: str, verify: str | None = None) -> object:
    return session.merge_environment_settings(url, {}, None, verify, None)


@pytest.mark.parametrize("host", ["inside.example", "outside.example", "outside.example:80"])
@pytest.mark.parametrize("verify", [None, "/own.pem"])
def test_they_come_to_what_others_do(host: str, verify: str | None) -> None:
    with Remembering() as ours, requests.Session() as theirs:
        for path in ("", "/a", "/b?c"):
            url = f"http://{host}{path}"
            assert settings(ours, url, verify) == settings(theirs, url, verify)


def test_the_machine_is_asked_once_for_each_server() -> None:
    with Remembering() as session, patch("requests.sessions.get_environ_proxies", return_value={}) as asked:
        for url in ("http://one/a", "http://one/b", "http://two/a", "http://one/a"):
            settings(session, url)
    assert asked.call_count == 2
