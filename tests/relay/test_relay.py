"""Events come in over HTTP, wait on disk, and go on under the right names."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
import requests

from levada.errors import Permanent
from levada.relay.backend import backend
from levada.relay.delivery import Delivery
from levada.relay.reading import PATH
from levada.relay.receiver import Receiver, is_this_machine_s
from levada.relay.spool import REFUSED, Full, Spool

EVENT = {"job": {"namespace": "n", "name": "j"}}
JSON = {"Content-Type": "application/json; charset=UTF-8"}
Json = Any


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    made = Spool(tmp_path / "spool")
    yield made
    made.close()


@contextmanager
def receiver(take: Any, token: str | None = None) -> Iterator[int]:
    with Receiver("127.0.0.1", 0, take, token) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def post(port: int, body: bytes | str, path: str = PATH, **headers: str) -> tuple[int, str]:
    there = HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        there.request("POST", path, body, JSON | {name.replace("_", "-"): value for name, value in headers.items()})
        answer = there.getresponse()
        return answer.status, answer.read().decode()
    finally:
        there.close()


def kept(spool: Spool) -> list[Json]:
    return [json.loads(path.read_bytes()) for path in spool.waiting()]


def test_an_event_that_is_taken_lies_on_the_disk(spool: Spool) -> None:
    with receiver(spool.keep) as port:
        assert post(port, json.dumps(EVENT))[0] == 201
        assert kept(spool) == [EVENT]
    assert all(path.stat().st_mode & 0o077 == 0 for path in spool.waiting())


@pytest.mark.parametrize(
    ("body", "headers", "status", "said"),
    [
        ("{", {}, 400, "no JSON"),
        ("NaN", {}, 400, "NaN"),
        ("[" * 100_000, {}, 400, "no JSON"),
        ("[]", {}, 422, "one in a request"),
        ('{"job": 1}', {}, 422, "with a job or a dataset"),
        ("{}", {"Content_Type": "text/plain"}, 415, "application/json"),
        ("{}", {"Content_Encoding": "gzip"}, 415, "uncompressed"),
        ("{}", {"path": "/api/v2"}, 404, PATH),
        ("{}", {"Content_Length": "x"}, 411, "Content-Length"),
        ("{}", {"Content_Length": str(1 << 30)}, 413, "at most"),
    ],
)
def test_what_is_no_event_is_refused_with_the_reason(
    body: str, headers: dict[str, str], status: int, said: str, spool: Spool
) -> None:
    with receiver(spool.keep) as port:
        answered, text = post(port, body, **headers)
    assert (answered, said in text, kept(spool)) == (status, True, [])


def test_who_does_not_know_the_token_is_refused(spool: Spool) -> None:
    with receiver(spool.keep, "s3cr3t-ü") as port:
        whole = "Bearer s3cr3t-ü".encode().decode("latin-1")
        said = [post(port, json.dumps(EVENT), Authorization=one)[0] for one in ("", "Bearer x", "s3cr3t", whole)]
    assert (said, kept(spool)) == ([401, 401, 401, 201], [EVENT])


def test_an_event_that_cannot_be_kept_is_not_taken(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "small", room=1)
    with receiver(spool.keep) as port:
        assert [post(port, json.dumps(EVENT))[0] for _ in range(2)] == [201, 503]
    spool.close()


def test_events_stay_in_their_order_from_process_to_process(tmp_path: Path) -> None:
    first = Spool(tmp_path)
    first.keep(b"1")
    first.keep(b"2")
    with pytest.raises(Permanent, match="another relay"):
        Spool(tmp_path)
    first.close()
    second = Spool(tmp_path)
    second.keep(b"3")
    assert kept(second) == [1, 2, 3]
    second.close()


def test_room_comes_back_when_events_go(tmp_path: Path) -> None:
    spool = Spool(tmp_path, room=1)
    spool.keep(b"1")
    with pytest.raises(Full):
        spool.keep(b"2")
    spool.done(*spool.waiting())
    spool.keep(b"3")
    assert kept(spool) == [3]
    spool.close()


def delivered(spool: Spool, send: Any, normalise: Any = lambda event: event) -> list[str]:
    """One round; what is said."""
    said: list[str] = []
    delivery = Delivery(spool, normalise, send, said.append)
    delivery._deliver()
    return said


def http(status: int) -> requests.HTTPError:
    answer = requests.Response()
    answer.status_code = status
    return requests.HTTPError("https://user:secret@backend", response=answer)


def test_events_go_on_in_their_order_and_under_their_names(spool: Spool) -> None:
    sent: list[Json] = []
    for number in b"12":
        spool.keep(bytes([number]))
    assert delivered(spool, sent.append, lambda event: event * 10) == []
    assert (sent, kept(spool)) == ([10, 20], [])


@pytest.mark.parametrize("error", [OSError("secret"), http(503), http(401), Permanent("the catalogue"), ValueError()])
def test_what_is_not_taken_now_stays_and_keeps_its_turn(spool: Spool, error: Exception) -> None:
    sent: list[Json] = []

    def send(event: Json) -> None:
        sent.append(event)
        raise error

    spool.keep(b"1")
    spool.keep(b"2")
    (said,) = delivered(spool, send)
    assert (sent, kept(spool), "secret" in said) == ([1], [1, 2], False)


def test_what_nobody_wants_is_put_aside(spool: Spool) -> None:
    def send(event: Json) -> None:
        raise http(422)

    spool.keep(b"1")
    spool.keep(b"{")
    assert ["HTTP 422" in said for said in delivered(spool, send)] == [True, False]
    assert (kept(spool), len(list((spool.folder / "refused").iterdir()))) == ([], 2)


def test_an_event_too_deep_for_a_transport_does_not_hold_up_the_others(spool: Spool) -> None:
    def send(event: Json) -> Json:
        return send(event) if event == "deep" else None

    spool.keep(b'"deep"')
    spool.keep(b"{}")
    (said,) = delivered(spool, send)
    assert ("RecursionError" in said, kept(spool)) == (True, [])


def test_only_the_newest_unwanted_events_are_kept(spool: Spool) -> None:
    for number in range(REFUSED):
        (spool.folder / "refused" / f"{number:020d}.json").touch()
    spool.keep(b"1")
    spool.refuse(*spool.waiting())
    assert len(list((spool.folder / "refused").iterdir())) == REFUSED


def test_a_delivery_goes_on_when_events_come_and_when_somebody_takes_them_again(spool: Spool) -> None:
    sent: list[Json] = []
    failing = [OSError()]

    def send(event: Json) -> None:
        if failing:
            raise failing.pop()
        sent.append(event)
        if len(sent) == 2:
            delivery.stop()

    said: list[str] = []
    delivery = Delivery(spool, lambda event: event, send, said.append, shortest=0.01)
    spool.keep(b"1")
    delivery.start()
    spool.keep(b"2")
    delivery.join(20)
    assert (sent, [one.split()[2] for one in said]) == ([1, 2], ["kept", "delivered"])


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "nobody says where events shall go"),
        ({"OPENLINEAGE__TRANSPORT__TYPE": "http"}, "cannot be used"),
        ({"OPENLINEAGE_CONFIG": "gone.yml"}, r"names gone\.yml, which cannot be used \(No such file"),
        ({"OPENLINEAGE_CONFIG": "torn.yml"}, r"names torn\.yml, which cannot be used \(it is no YAML\)"),
        ({"OPENLINEAGE_URL": "http://localhost:7"}, "to this relay itself"),
        ({"OPENLINEAGE__TRANSPORT__TYPE": "async_http", "OPENLINEAGE__TRANSPORT__URL": "http://x"}, "loses events"),
    ],
)
def test_a_backend_that_cannot_be_is_refused(
    settings: dict[str, str],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    (tmp_path / "torn.yml").write_text("transport: {type: fil")
    configured(monkeypatch, tmp_path, settings)
    with pytest.raises(Permanent, match=said):
        backend("127.0.0.1", 7)
    assert not caplog.records


def configured(monkeypatch: pytest.MonkeyPatch, folder: Path, settings: dict[str, str]) -> None:
    """OpenLineage's configuration, and no other."""
    for name in [name for name in os.environ if name.startswith("OPENLINEAGE")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.chdir(folder)
    for name, value in settings.items():
        monkeypatch.setenv(name, value)


def test_a_backend_is_whatever_openlineage_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "openlineage.yml").write_text("transport: {type: file, log_file_path: events.jsonl, append: true}")
    configured(monkeypatch, tmp_path, {"OPENLINEAGE_CONFIG": str(tmp_path / "openlineage.yml")})
    kind, send = backend("127.0.0.1", 7)
    send(EVENT)
    assert (kind, json.loads((tmp_path / "events.jsonl").read_text())) == ("file", EVENT)


def test_which_addresses_nobody_else_reaches() -> None:
    assert [is_this_machine_s(one) for one in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "relay.example.org")] == [
        True, True, True, False, False,
    ]  # fmt: skip
