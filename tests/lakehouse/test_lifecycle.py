"""Real servers, brought up, killed, brought up again, taken down: of a second project, beside those of the session."""

import socket
import ssl
import stat
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import psutil
import pytest

from levada.errors import Permanent
from levada.lakehouse.client import Client
from levada.lakehouse.home import Home
from levada.lakehouse.keys import Keys
from levada.lakehouse.lifecycle import Listener, down, reset, status, up
from levada.lakehouse.parts import marks
from levada.lakehouse.ports import BESIDE, HOST, INNER, Ports, free
from levada.lakehouse.processes import running
from levada.lakehouse.state import USER, State, load, save
from tests import servers
from tests.programs import PROGRAMS

pytestmark = pytest.mark.lakehouse


@pytest.fixture(scope="module")
def place(places: servers.Json, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Home]:
    own = Home(tmp_path_factory.mktemp("second") / "lakehouse", PROGRAMS)
    yield own
    down(own)


def brought_up(place: Home) -> State:
    return up(place, Listener(lambda text: None, lambda have, whole: None), {})


def processes(place: Home) -> dict[str, psutil.Process]:
    return {name: found for name, mark in marks(place) if (found := running(mark))}


def asked(place: Home, state: State, query: str, password: str | None = None) -> bool:
    return Client(state.trino, USER, password or state.keys.password, place.certificate).answers(query)


def test_two_projects_are_up_at_once(place: Home, places: servers.Json) -> None:
    state = brought_up(place)
    assert [one.answers for one in status(place)] == [True, True]
    assert state.trino != places["trino"]["uri"]


def test_once_more_changes_nothing(place: Home) -> None:
    state, before = brought_up(place), processes(place)
    assert (brought_up(place), processes(place)) == (state, before)


@pytest.mark.parametrize("name", ["store", "trino"])
def test_what_was_killed_is_started_again_and_has_its_data(place: Home, name: str) -> None:
    state = brought_up(place)
    assert asked(place, state, "CREATE SCHEMA IF NOT EXISTS lake.kept")
    processes(place)[name].kill()
    again = brought_up(place)  # what the store's parts say to one another may go by other ports
    assert (again.s3, again.rest, again.trino, again.keys) == (state.s3, state.rest, state.trino, state.keys)
    assert asked(place, again, "SHOW TABLES FROM lake.kept")


def test_nobody_without_the_password_is_answered(place: Home) -> None:
    state = brought_up(place)
    assert asked(place, state, "SELECT 1")
    assert not asked(place, state, "SELECT 1", password="wrong")


def test_the_page_of_a_query_is_there_for_who_logs_in(place: Home) -> None:
    state = brought_up(place)
    trust = ssl.create_default_context(cafile=str(place.certificate))
    with urlopen(f"{state.trino}/ui/query.html?20261122_000000_00000_aaaaa", timeout=10, context=trust) as answer:
        assert answer.url.startswith(f"{state.trino}/ui/login.html")


@pytest.mark.parametrize("name", INNER)
def test_the_inner_ports_of_the_store_are_closed(place: Home, name: str) -> None:
    port = getattr(brought_up(place).ports, name)
    with pytest.raises(HTTPError, match=r"401|404"):
        urlopen(f"http://{HOST}:{port}/dir/assign", timeout=10)
    trust = ssl.create_default_context(cafile=str(place.certificate))
    trust.set_alpn_protocols(["h2"])
    with (
        socket.create_connection((HOST, port + BESIDE), timeout=10) as plain,
        trust.wrap_socket(plain, server_hostname="localhost") as nobody,
        pytest.raises(ssl.SSLError, match="CERTIFICATE_REQUIRED"),
    ):
        nobody.recv(1)


def test_secrets_are_in_files_of_their_owner_only(place: Home) -> None:
    state = brought_up(place)
    secrets = set(_texts(asdict(state.keys)))
    for process in processes(place).values():
        assert not [one for one in secrets if one in " ".join(process.cmdline())]
    assert stat.S_IMODE(place.folder.stat().st_mode) == 0o700
    holding = [file for file in place.folder.rglob("*") if file.is_file() and _holds(file, secrets)]
    assert {file.name for file in holding} == {"servers.json", "identities.json", "security.toml", "tokens.key"}
    assert {stat.S_IMODE(file.stat().st_mode) for file in holding} == {0o600}


def _texts(keys: dict[str, Any]) -> Iterator[str]:
    for name, value in keys.items():
        if isinstance(value, dict):
            yield from _texts(value)
        elif name != "key":  # whose it is is no secret
            yield value


def _holds(file: Path, secrets: set[str]) -> bool:
    with suppress(FileNotFoundError):
        content = file.read_bytes()
        return any(secret.encode() in content for secret in secrets)
    return False


def test_a_port_that_is_taken_is_told_with_its_holder(place: Home, tmp_path: Path) -> None:
    third = Home(tmp_path / "lakehouse", place.programs)
    with socket.create_server((HOST, 0)) as other:
        save(State(Ports(s3=other.getsockname()[1]), Keys()), third.state)
        with pytest.raises(Permanent, match=r"is taken by process \d+ .*include/environments/lakehouse\.yaml"):
            brought_up(third)
    assert not processes(third)


def test_afterwards_nothing_is_left_but_the_data(place: Home) -> None:
    state = brought_up(place)
    assert down(place) == ("trino", "store")
    assert not processes(place)
    assert all(free(port) for port in asdict(state.ports).values())
    assert load(place.state) == state
    reset(place)
    assert {path.name for path in place.folder.iterdir()} == {"lock"}
