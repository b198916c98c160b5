"""How engines are reached, judged alone: whether it is safe, and whether it can be meant."""

from collections.abc import Iterator
from urllib.parse import urlsplit

from levada.names import CATALOGUE
from levada.spec.environment import Engines, SparkConf, Trino
from levada.spec.source import Mistake, Path

LOOPBACK = ("localhost", "127.0.0.1", "::1")
"""Hosts to which nobody else can listen."""
OURS = f"spark.sql.catalog.{CATALOGUE}"
TRINO: Path = ("engines", "trino")


def unsafe(said: Engines) -> Iterator[Mistake]:
    """What is wrong with how engines are reached."""
    yield from _catalogue(said.spark)
    if said.trino:
        yield from _address(said.trino)
        yield from _proof(said.trino)


def _catalogue(said: SparkConf) -> Iterator[Mistake]:
    """Spark sees the tables that everybody sees: what it is told of the catalogue is made of `catalog`."""
    for key in said.settings:
        if key == OURS or key.startswith(f"{OURS}."):
            message = f"`{key}` would mean other tables than everybody else's, and is not taken"
            yield Mistake(("engines", "spark", "settings", key), message, "say it under `catalog`, for all", key=True)


def _address(said: Trino) -> Iterator[Mistake]:
    if said.uri is None and said.connection is None:
        yield Mistake(TRINO, "says no address", "write uri: https://host:port, and user:; or Airflow's connection:")
    if said.uri and not said.user:
        yield Mistake(TRINO, "says nobody who asks", "write user: and the name by which Trino knows you")
    if said.uri and not _port(said.uri):
        yield Mistake((*TRINO, "uri"), "says a port that no machine has", "write one from 1 to 65535")
    elif said.uri and _open(said) and urlsplit(said.uri).hostname not in LOOPBACK:
        message = "plain HTTP to another machine lets others read queries and rows"
        yield Mistake((*TRINO, "uri"), message, "write https://; http:// only for this machine")


def _port(uri: str) -> bool:
    """Whether its port is one, or none is said."""
    try:
        return urlsplit(uri).port != 0
    except ValueError:
        return False


def _proof(said: Trino) -> Iterator[Mistake]:
    """Passwords, tokens and authorities: one way of proving who one is, and none in the open."""
    if said.password and said.token:
        yield Mistake((*TRINO, "token"), "`password` and `token` both prove who asks", "take one of them out", key=True)
    for key in ("password", "token", "verify"):
        if getattr(said, key) and _open(said):
            message = f"`{key}` means nothing without an address with https"
            hint = "write uri: https://host:port" if said.uri else f"keep it in the connection, and take `{key}` out"
            yield Mistake((*TRINO, key), message, hint, key=True)


def _open(said: Trino) -> bool:
    return not (said.uri or "").startswith("https:")
