"""What Trino is told: its files of properties. Secrets are named in them, and stand in its environment."""

from collections.abc import Mapping
from pathlib import Path

from levada.lakehouse.home import Home
from levada.lakehouse.state import REGION, WAREHOUSE, State
from levada.lakehouse.trino_access import RULES, SAMPLES, rules
from levada.names import CATALOGUE

LISTENERS = "listener"
"""The folder for those who hear of queries."""
TOKENS = "tokens.key"
"""The file of the secret by which tokens are known."""
Properties = Mapping[str, object]


def settings(home: Home, folder: Path, program: Path, state: State) -> dict[str, str]:
    """File below `folder` -> its text. `program`: where Trino is installed."""
    said = _files(home, folder, program, state)
    lines = {file: (f"{key}={value}\n" for key, value in properties.items()) for file, properties in said.items()}
    return {file: "".join(each) for file, each in lines.items()} | {RULES: rules()}


def _files(home: Home, folder: Path, program: Path, state: State) -> dict[str, Properties]:
    return {
        "config.properties": _config(home, folder, program, state),
        "password-authenticator.properties": {
            "password-authenticator.name": "file",
            "file.password-file": folder / "passwords",
        },
        "access-control.properties": {"access-control.name": "file", "security.config-file": folder / RULES},
        "log.properties": {"io.trino": "WARN", "io.trino.server.Server": "INFO", "Bootstrap": "WARN"},
        f"catalog/{CATALOGUE}.properties": _catalogue(state),
        f"catalog/{SAMPLES}.properties": {"connector.name": "tpch"},
    }


def _config(home: Home, folder: Path, program: Path, state: State) -> Properties:
    """Passwords over TLS only, also for what it says to itself."""
    return {
        "coordinator": "true",
        "node-scheduler.include-coordinator": "true",
        "discovery.uri": state.trino,
        "http-server.http.enabled": "false",
        "http-server.https.enabled": "true",
        "http-server.https.keystore.path": home.identity,
        "http-server.authentication.type": "PASSWORD,JWT",
        "http-server.authentication.jwt.key-file": folder / TOKENS,
        "password-authenticator.config-files": folder / "password-authenticator.properties",
        "access-control.config-files": folder / "access-control.properties",
        "internal-communication.shared-secret": "${ENV:SHARED_SECRET}",
        "internal-communication.https.required": "true",
        "internal-communication.https.truststore.path": home.certificate,
        "plugin.dir": program / "plugin",
        "catalog.config-dir": folder / "catalog",
        "query.client.timeout": "2m",
        "query.max-memory-per-node": "800MB",
        "memory.heap-headroom-per-node": "400MB",
        **_listeners(folder),
    }


def _listeners(folder: Path) -> Properties:
    """Whoever shall hear of queries, each by a file that others have put there."""
    files = sorted(map(str, folder.glob(f"{LISTENERS}/*.properties")))
    return {"event-listener.config-files": ",".join(files)} if files else {}


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
