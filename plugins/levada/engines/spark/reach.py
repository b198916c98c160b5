"""What Spark's settings name outside of this process, looked at before a JVM is started: jars on this disk, and the
master of a cluster, for which Spark itself asks for a minute and longer."""

import re
import socket
from collections.abc import Mapping
from contextlib import suppress
from glob import glob

from levada.errors import Permanent, Retryable

JARS = "spark.jars"
MASTER = "spark.master"
STANDALONE = "spark://"
PATIENCE = 5
"""Seconds that a master has to take a connection."""
ELSEWHERE = re.compile(r"^(?!file:)[A-Za-z][\w+.-]*:|[{}^%\\]")
"""Jars that lie on other machines, and signs that Hadoop reads otherwise than Python's patterns: Spark's to judge."""


def refuse_absent_jars(said: Mapping[str, str]) -> None:
    """Spark leaves out what a pattern does not find without a word, and misses a class much later.

    Raises:
        Permanent: a path or a pattern of `spark.jars` finds nothing on this disk.
    """
    named = filter(None, map(str.strip, said.get(JARS, "").split(",")))
    if absent := [each for each in named if not ELSEWHERE.search(each) and not glob(_path(each))]:
        raise Permanent(
            f"Spark's jars are not there: {', '.join(absent)} finds no file on this machine. Correct `{JARS}` under "
            "engines.spark.settings, or leave it out: then they are fetched"
        )


def refuse_absent_master(said: Mapping[str, str]) -> None:
    """Of several masters one has to be there.

    Raises:
        Retryable: none takes a connection.
    """
    master = said.get(MASTER, "")
    if not master.startswith(STANDALONE):
        return
    for place in master.removeprefix(STANDALONE).split(","):
        with suppress(OSError, ValueError):
            host, _, port = place.rpartition(":")
            socket.create_connection((host.strip("[]"), int(port)), PATIENCE).close()
            return
    raise Retryable(f"no master of Spark answers at {master} (`{MASTER}` under engines.spark.settings)")


def _path(jar: str) -> str:
    return re.sub(r"^file:(?://)?", "", jar).partition("#")[0]
