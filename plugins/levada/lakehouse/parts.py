"""The servers of a lakehouse in the order in which one needs the other: how each is found, started and asked."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from levada.lakehouse import store, trino
from levada.lakehouse.home import Home
from levada.lakehouse.ports import STORE, Ports
from levada.lakehouse.processes import Server
from levada.lakehouse.state import State

PORTS: Mapping[str, tuple[str, ...]] = {store.NAME: ("rest", *STORE), trino.NAME: ("trino",)}
"""Server -> names of the ports on which it listens."""


@dataclass(frozen=True, slots=True)
class Part:
    """`mark`: as a `Server`'s. `server` writes its settings. `ready`: whether it answers now. `ports`: names of those
    that it listens on. `memory`: bytes that must be free to start it."""

    name: str
    address: str
    mark: str
    server: Callable[[], Server]
    ready: Callable[[], bool]
    ports: tuple[str, ...]
    memory: int = 0

    def taken(self, ports: Ports) -> int | None:
        """One of its ports on which somebody listens."""
        return next((port for name, port in ports.taken().items() if name in self.ports), None)


def parts(home: Home, state: State, program: Path) -> tuple[Part, ...]:
    """`program`: where Trino is installed, for those who start it."""
    return (
        Part(
            store.NAME,
            f"{state.s3} (S3), {state.rest} (Iceberg REST)",
            store.mark(home),
            partial(store.server, home, state),
            partial(store.ready, state),
            PORTS[store.NAME],
            store.MEMORY,
        ),
        Part(
            trino.NAME,
            state.trino,
            trino.mark(home),
            partial(trino.server, home, state, program),
            partial(trino.ready, home, state),
            PORTS[trino.NAME],
            trino.MEMORY,
        ),
    )


def marks(home: Home) -> tuple[tuple[str, str], ...]:
    """Name and mark of each, those first that others need."""
    return ((store.NAME, store.mark(home)), (trino.NAME, trino.mark(home)))
