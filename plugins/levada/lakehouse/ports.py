"""On which ports of this machine the servers listen."""

import socket
from collections.abc import Container, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass
from itertools import chain

import psutil

HOST = "127.0.0.1"
BESIDE = 10_000
"""The store adds this to each of its ports for a second one."""


@dataclass(frozen=True, slots=True)
class Ports:
    """`s3`, `rest`, `trino` are what is talked to; the others the store's parts among themselves. They stay as they
    are from start to start: the store calls its own data by them."""

    s3: int = 8333
    rest: int = 8181
    trino: int = 8443
    master: int = 9333
    volume: int = 9340
    filer: int = 8888
    admin: int = 9646

    def taken(self) -> dict[str, int]:
        """Those on which somebody listens now, by name."""
        return {name: port for name, port in asdict(self).items() if not free(port) or not _beside_free(name, port)}


def chosen() -> Ports:
    """The usual ones, and others in place of those that are taken."""
    usual = Ports()
    taken = usual.taken()
    if not taken:
        return usual
    others = _others({*asdict(usual).values()})
    return Ports(**{name: next(others) if name in taken else port for name, port in asdict(usual).items()})


def free(port: int) -> bool:
    """Whether one could listen there; a port that was used a moment ago is free."""
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((HOST, port))
        except OSError:
            return False
        return True


def holder(port: int) -> str:
    """Who listens there, as far as one may know."""
    with suppress(psutil.Error):
        for held in psutil.net_connections("tcp"):
            if held.laddr and held.laddr.port == port and held.status == psutil.CONN_LISTEN and held.pid:
                return f"process {held.pid} ({psutil.Process(held.pid).name()})"
    return "another process"


def _beside_free(name: str, port: int) -> bool:
    return name in ("rest", "trino") or free(port + BESIDE)


def _others(known: Container[int]) -> Iterator[int]:
    """Ports whose neighbour is free as well, below those that the system gives to clients."""
    candidates = chain(range(20_000, 22_768), range(11_000, 20_000))
    return (port for port in candidates if port not in known and free(port) and free(port + BESIDE))
