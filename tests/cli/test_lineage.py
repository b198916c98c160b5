"""`levada lineage relay`, from its options to an event under its right name."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from tests.cli.shop import Shop

PLUGINS = str(Path(__file__).parents[2] / "plugins")
EVENT = {"job": {"namespace": "n", "name": "j"}, "inputs": [{"namespace": "trino://t:1", "name": "lake.raw.orders"}]}


@pytest.fixture
def relay(shop: Shop) -> Iterator[Any]:
    """One whose events come into a file."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith("OPENLINEAGE")}
    transport = {"type": "file", "log_file_path": str(shop.root / "events.jsonl"), "append": True}
    (shop.root / "openlineage.yml").write_text(json.dumps({"transport": transport}))
    begun = subprocess.Popen(
        [sys.executable, "-m", "levada.cli", "--root", ".", "lineage", "relay", "--port", "0"],
        cwd=shop.root, env={**settings, "PYTHONPATH": PLUGINS}, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    yield begun
    begun.kill()
    begun.communicate()


def test_an_event_goes_on_under_its_right_name(shop: Shop, relay: Any) -> None:
    address = relay.stderr.readline().split()[0]
    sent = Request(address, json.dumps(EVENT).encode(), {"Content-Type": "application/json"})
    with build_opener(ProxyHandler({})).open(sent, timeout=10) as answer:
        assert answer.status == 201
    while not (shop.root / "events.jsonl").exists():
        time.sleep(0.01)
        assert relay.poll() is None
    relay.terminate()
    assert (relay.wait(10), relay.stderr.read().split(":")[0]) == (143, "\nstopped by SIGTERM")
    (read,) = json.loads((shop.root / "events.jsonl").read_text())["inputs"]
    assert (read["namespace"], read["name"]) == ("iceberg://local", "raw.orders")
    assert not list((shop.root / ".levada/lineage/relay").glob("*.json"))


def test_nobody_else_reaches_it_without_a_token(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    refused = shop("lineage", "relay", "--host", "0.0.0.0")
    assert (refused.exit_code, "--token NAME" in refused.stderr) == (2, True)
    monkeypatch.delenv("RELAY_TOKEN", raising=False)
    refused = shop("lineage", "relay", "--host", "0.0.0.0", "--token", "relay_token")
    assert (refused.exit_code, "set the environment variable RELAY_TOKEN" in refused.stderr) == (1, True)


def test_a_port_that_is_taken_is_said(shop: Shop) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        refused = shop("lineage", "relay", "--port", str(other.getsockname()[1]))
    assert (refused.exit_code, "choose another --port" in refused.stderr) == (1, True)
