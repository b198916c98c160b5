"""Processes that outlive the command that starts them, found again by what stands on their command line."""

import os
import subprocess
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil

PATIENCE = 30.0
"""Seconds that a server has to put its data in order, before it is killed."""
PAUSE = 0.1


@dataclass(frozen=True, slots=True)
class Server:
    """A process that serves. `environment`: what it is told beside the command, where others cannot read it."""

    name: str
    command: tuple[str, ...]
    log: Path
    folder: Path
    environment: Mapping[str, str] = field(default_factory=dict)


def running(mark: str) -> psutil.Process | None:
    """The process with this argument. No file of process ids: those go to other processes after a while, and a file
    that was not written yet names none."""
    for process in psutil.process_iter():
        if mark in _arguments(process):
            return process
    return None


def lives(process: psutil.Process) -> bool:
    """A dead one that nobody has buried yet does not; one whose threads are still ending does, and has its ports."""
    with suppress(psutil.Error):
        buried = process.status() == psutil.STATUS_ZOMBIE and process.num_threads() <= 1
        return bool(process.is_running() and not buried)
    return False


def start(server: Server) -> None:
    """Start it as nobody's child, in a session of its own: neither Ctrl-C nor the end of a terminal reaches it."""
    server.log.parent.mkdir(parents=True, exist_ok=True)
    server.folder.mkdir(parents=True, exist_ok=True)
    with server.log.open("wb") as log:
        subprocess.run(
            ("/bin/sh", "-c", '"$@" &', "sh", *server.command),
            cwd=server.folder,
            env={**_inherited(), **server.environment},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            check=True,
        )


def stop(process: psutil.Process) -> None:
    """Ask it to end, and end it if it does not. Its number is signalled only while it is still this process."""
    with suppress(psutil.NoSuchProcess):
        process.terminate()
        if not _ended(process, PATIENCE):
            process.kill()
            _ended(process, PATIENCE)


def _ended(process: psutil.Process, seconds: float) -> bool:
    """Whether it ends in time."""
    limit = time.monotonic() + seconds
    while lives(process) and time.monotonic() < limit:
        time.sleep(PAUSE)
    return not lives(process)


def changed(process: psutil.Process, server: Server) -> bool:
    """Whether it was started otherwise than it would be now."""
    return _arguments(process) != server.command


def _arguments(process: psutil.Process) -> tuple[str, ...]:
    with suppress(psutil.Error):
        return tuple(process.cmdline())
    return ()


def _inherited() -> dict[str, str]:
    """What every program needs, and nothing that a shell holds for others."""
    return {name: value for name in ("PATH", "HOME", "LANG", "TMPDIR") if (value := os.environ.get(name))}
