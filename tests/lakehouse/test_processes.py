"""Processes are found by their mark, belong to nobody, and end when asked."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from levada.lakehouse.processes import Server, changed, lives, running, start, stop

WAITS = "import signal, sys, time; {}; print('up', flush=True); time.sleep(60)"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    mark = f"--mark={uuid4()}"
    command = (sys.executable, "-c", WAITS.format("pass"), mark)
    yield Server("sleeper", command, tmp_path / "log", tmp_path, {"TOLD": "in private"})
    if process := running(mark):
        process.kill()


def begun(server: Server) -> None:
    """Wait until it has said so."""
    while "up" not in server.log.read_text():
        pass


def test_a_process_is_found_again_and_ends(server: Server) -> None:
    assert running(server.command[-1]) is None
    start(server)
    process = running(server.command[-1])
    assert process is not None
    assert lives(process)
    stop(process)
    assert running(server.command[-1]) is None


def test_it_is_no_child_of_ours_and_no_session_of_ours(server: Server) -> None:
    start(server)
    process = running(server.command[-1])
    assert process is not None
    assert process.ppid() != os.getpid()
    assert os.getsid(process.pid) != os.getsid(0)


def test_it_inherits_no_secrets_of_the_shell(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "of the shell")
    start(server)
    process = running(server.command[-1])
    assert process is not None
    told = process.environ()
    assert (told.get("TOLD"), told.get("AWS_SECRET_ACCESS_KEY")) == ("in private", None)


def test_another_command_is_another_server(server: Server) -> None:
    start(server)
    process = running(server.command[-1])
    assert process is not None
    begun(server)
    assert not changed(process, server)
    assert changed(process, Server("other", (*server.command, "more"), server.log, server.folder))


def test_who_does_not_end_is_ended(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("levada.lakehouse.processes.PATIENCE", 0.2)
    deaf = Server("deaf", (*server.command[:2], WAITS.format("signal.signal(15, signal.SIG_IGN)"), server.command[-1]),
                  server.log, server.folder)  # fmt: skip
    start(deaf)
    begun(server)
    process = running(server.command[-1])
    assert process is not None
    stop(process)
    assert running(server.command[-1]) is None
