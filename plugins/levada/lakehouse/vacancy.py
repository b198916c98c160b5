"""Whether the ports are free that the project's file names: looked at before anything is fetched for servers that could
not start."""

import time
from collections.abc import Mapping
from dataclasses import replace

from levada.errors import Permanent
from levada.lakehouse.environment import FILE
from levada.lakehouse.home import Home
from levada.lakehouse.parts import PORTS, marks
from levada.lakehouse.ports import Ports, holder
from levada.lakehouse.processes import running

LINGER = 5.0
"""Seconds that a process which has ended may keep its ports, on a machine with much to do."""
PAUSE = 0.2


def vacant(home: Home, said: Mapping[str, int]) -> None:
    """Wait a moment for servers that have just ended.

    Raises:
        Permanent: somebody else has some of the ports; all of them, with free ones.
    """
    limit = time.monotonic() + LINGER
    while held := _held(home, said):
        if time.monotonic() > limit:
            raise Permanent(_told(said, held))
        time.sleep(PAUSE)


def _held(home: Home, said: Mapping[str, int]) -> dict[str, int]:
    """Ports of servers that do not run, by name."""
    ours = {name for server, mark in marks(home) if running(mark) for name in PORTS[server]}
    taken = replace(Ports(), **said).taken()
    return {name: port for name, port in taken.items() if name in said and name not in ours}


def _told(said: Mapping[str, int], held: Mapping[str, int]) -> str:
    others = replace(Ports(), **said).avoiding(held)
    who = ", ".join(f"{port} by {holder(port)}" for port in held.values())
    instead = ", ".join(f"{getattr(others, name)} for {said[name]}" for name in held)
    return f"of the ports in {FILE} some are taken, {who}: stop those, or write others there, such as {instead}"
