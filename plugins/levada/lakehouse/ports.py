"""On which ports of this machine the servers listen."""

import socket
from collections.abc import Container, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, fields, replace
from random import sample

import psutil

HOST = "127.0.0.1"
BESIDE = 10_000
"""The store adds this to some of its ports for a second one."""
INNER = ("master", "volume", "filer", "admin")
"""Ports that nobody but the store itself must know."""
STORE = ("s3", *INNER)
"""Those that have a second one."""


@dataclass(frozen=True, slots=True)
class Ports:
    """`s3`, `rest`, `trino` are what is talked to; the others the store's parts among themselves."""

    s3: int = 8333
    rest: int = 8181
    trino: int = 8443
    master: int = 9333
    volume: int = 9340
    filer: int = 8888
    admin: int = 9646

    def taken(self) -> dict[str, int]:
        """Where somebody listens now: the name, and which of its two ports."""
        used = {name: (port, port + BESIDE) if name in STORE else (port,) for name, port in asdict(self).items()}
        found = {name: next((port for port in ports if not free(port)), None) for name, ports in used.items()}
        return {name: port for name, port in found.items() if port}

    def avoiding(self, names: Container[str]) -> "Ports":
        """Others in place of those of these names that are taken."""
        others = _others({*asdict(self).values()})
        return replace(self, **{name: next(others) for name in self.taken() if name in names})


NAMES = tuple(field.name for field in fields(Ports))


def free(port: int) -> bool:
    """Whether one could listen there; a port that was used a moment ago is free, and one that cannot be is not."""
    with socket.socket() as asked:
        asked.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            asked.bind((HOST, port))
        except (OSError, OverflowError):
            return False
        return True


def holder(port: int) -> str:
    """Who listens there, as far as one may know."""
    with suppress(psutil.Error):
        for held in psutil.net_connections("tcp"):
            if held.laddr and held.laddr.port == port and held.status == psutil.CONN_LISTEN and held.pid:
                return f"process {held.pid} ({psutil.Process(held.pid).name()})"
    return "another process"


def _others(known: Container[int]) -> Iterator[int]:
    """Free ports whose neighbours are free too, below those that the system gives to clients. In no order: what a
    project that is down will need again is seldom taken by another."""
    candidates = sample(range(11_000, 22_768), k=1000)
    return (port for port in candidates if port not in known and free(port) and free(port + BESIDE))
