"""Bringing a project's servers up and down. Each call ends in the same state, whatever was before."""

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import gettempdir

import psutil

from levada.errors import Permanent, Retryable
from levada.lakehouse import distribution, store, trino
from levada.lakehouse.artefacts import Told
from levada.lakehouse.environment import FILE
from levada.lakehouse.home import Home, alone
from levada.lakehouse.keys import Keys
from levada.lakehouse.last_words import last_words
from levada.lakehouse.parts import Part, marks, parts
from levada.lakehouse.ports import INNER, NAMES, Ports, holder
from levada.lakehouse.processes import Server, changed, lives, running, start, stop
from levada.lakehouse.state import State, load, save
from levada.lakehouse.vacancy import LINGER, vacant

PATIENCE = 180.0
"""Seconds until a server must answer; a tenth of it is usual."""
PAUSE = 0.2
BLINK = 2.0
"""Seconds that a process may not be seen: one that becomes another, as a script does that calls its program, has no
arguments for a moment."""
PORTS = Path(gettempdir()) / f"levada-{os.getuid()}"
"""Whoever starts servers for the first time has this folder alone: two projects would choose the same ports."""


@dataclass(frozen=True, slots=True)
class Listener:
    """Who is told what happens: `says` a line, `came` what of a download has come."""

    says: Callable[[str], None]
    came: Told


@dataclass(frozen=True, slots=True)
class Standing:
    """How a server is. `process`: None: it does not run. `memory`: bytes."""

    server: str
    address: str
    process: int | None
    memory: int
    answers: bool
    log: Path


def up(home: Home, listener: Listener, ports: Mapping[str, int]) -> State:
    """Start what does not run, or not as it should, and wait until all answer. `ports`: those that must be so, by name.

    Raises:
        Retryable, Permanent: in one line, with the cure.
    """
    home.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    vacant(home, ports)
    trino.java()  # nothing large is fetched for what then cannot be started
    program = distribution.installed(home.programs, listener.came, listener.says)
    with alone(home.folder, listener.says):
        known = load(home.state)
        with nullcontext() if known else alone(PORTS, listener.says):
            state = _state(home, known, ports)
            save(state, home.state)
            for part in parts(home, state, program):
                _bring_up(part, state, listener.says)
    return state


def _state(home: Home, known: State | None, said: Mapping[str, int]) -> State:
    """What is started now: as before, but for what is said otherwise, and for inner ports that somebody else has."""
    if known is None:
        return State(replace(Ports().avoiding(NAMES), **said), Keys())
    ports = replace(known.ports, **said)
    return replace(known, ports=ports if running(store.mark(home)) else ports.avoiding(INNER))


def down(home: Home) -> tuple[str, ...]:
    """Stop what runs; returns the servers' names. Data stay."""
    with alone(home.folder):
        return tuple(_stopped(home))


def reset(home: Home) -> None:
    """Stop what runs; delete all data, secrets and settings. Programs stay."""
    down(home)
    with alone(home.folder):
        for path in home.folder.iterdir():
            if path != home.programs and path.name != "lock":
                shutil.rmtree(path) if path.is_dir() else path.unlink()


def status(home: Home) -> tuple[Standing, ...]:
    """How each server is; nothing if none was ever started here."""
    state = load(home.state)
    return tuple(_standing(home, part) for part in parts(home, state, Path())) if state else ()


def _standing(home: Home, part: Part) -> Standing:
    log = home.log(part.name)
    if (process := running(part.mark)) is None:
        return Standing(part.name, part.address, None, 0, False, log)
    return Standing(part.name, part.address, process.pid, process.memory_info().rss, part.ready(), log)


def _bring_up(part: Part, state: State, says: Callable[[str], None]) -> None:
    server, process = part.server(), running(part.mark)
    if process and changed(process, server):
        says(f"{part.name} runs with other settings: stopping it")
        stop(process)
        process = None
    if process is None:
        says(f"{part.name} is starting")
        _start(part, state, server)
    _await(part, server)
    says(f"{part.name} answers at {part.address}")


def _start(part: Part, state: State, server: Server) -> None:
    if taken := _taken(part, state):
        raise Permanent(
            f"{part.name}: port {taken} is taken by {holder(taken)}: stop that, or write another into {FILE}"
        )
    free = psutil.virtual_memory().available
    if free < part.memory:
        raise Permanent(f"{part.name} needs {part.memory / 2**30:.1f} GiB of memory, and {free / 2**30:.1f} are free: "
                        "close something")  # fmt: skip
    start(server)


def _taken(part: Part, state: State) -> int | None:
    """A port that another has, and keeps: of a process that has just ended, they may be free a moment later."""
    limit = time.monotonic() + LINGER
    while taken := part.taken(state.ports):
        if time.monotonic() > limit:
            return taken
        time.sleep(PAUSE)
    return None


def _await(part: Part, server: Server) -> None:
    limit, seen = time.monotonic() + PATIENCE, time.monotonic()
    while not part.ready():
        process = running(part.mark)
        if process and lives(process):
            seen = time.monotonic()
        if time.monotonic() > seen + BLINK:
            raise Retryable(f"{part.name} has ended: {last_words(server.log)}; the whole story is in {server.log}")
        if time.monotonic() > limit:
            raise Retryable(f"{part.name} does not answer after {PATIENCE:.0f} s: look into {server.log}")
        time.sleep(PAUSE)


def _stopped(home: Home) -> Iterator[str]:
    """Who reads goes before what is read."""
    for name, mark in reversed(marks(home)):
        if process := running(mark):
            stop(process)
            yield name
