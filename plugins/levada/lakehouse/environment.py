"""The environment `lakehouse` of a project: its file says which ports are to be used, and who does what there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import yaml

from levada.errors import Permanent
from levada.lakehouse.ports import HOST
from levada.lakehouse.state import BUCKET, REGION, USER, WAREHOUSE, State

FILE = "include/environments/lakehouse.yaml"
SAID: Mapping[str, tuple[str, ...]] = {
    "rest": ("catalog", "uri"),
    "s3": ("catalog", "s3.endpoint"),
    "trino": ("engines", "trino", "uri"),
}
"""Ports that the file says, each in an address: where."""


def ports(root: Path) -> dict[str, int]:
    """Those of a project's file, by name; what it does not say, or not so that it can be read, is left out: it is
    `levada validate` that complains.

    Raises:
        Permanent: an address is another machine's.
    """
    try:
        said = yaml.safe_load((root / FILE).read_text())
    except (FileNotFoundError, yaml.YAMLError):
        return {}
    found = {name: _port(where, _at(said, where)) for name, where in SAID.items()}
    return {name: port for name, port in found.items() if port}


def begun(root: Path, state: State) -> bool:
    """Write the file if a project has none. True: written."""
    path = root / FILE
    if path.exists():
        return False
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text(state), encoding="utf-8")
    return True


def text(state: State) -> str:
    """The file, for these ports."""
    return f"""\
apiVersion: levada/v1
kind: Environment
description: Servers on this machine, by `levada lakehouse up`; their secrets by `levada lakehouse env`.
catalog:
  type: rest
  uri: {state.rest}
  warehouse: s3://{WAREHOUSE}
  credential: {{secret: lakehouse_credential}}
  oauth2-server-uri: {state.tokens}
  view-endpoints-supported: "true"
  s3.endpoint: {state.s3}
  s3.region: {REGION}
  s3.access-key-id: {{secret: lakehouse_access_key_id}}
  s3.secret-access-key: {{secret: lakehouse_secret_access_key}}
storage:
  s3://{BUCKET}:
    endpoint_url: {state.s3}
    region: {REGION}
    access_key_id: {{secret: lakehouse_landing_key_id}}
    secret_access_key: {{secret: lakehouse_landing_secret}}
verbs: {{dbt: trino, spark: spark, sql: trino}}
engines:
  spark:
    settings:  # its JVM lives for one step
      spark.driver.extraJavaOptions: -XX:TieredStopAtLevel=1
      spark.levada.classArchive: .levada/spark
  trino:
    uri: {state.trino}
    user: {USER}
    password: {{secret: lakehouse_trino_password}}
    verify: .levada/lakehouse/certificate.pem
"""


def _at(said: Any, where: tuple[str, ...]) -> Any:
    for key in where:
        said = said.get(key) if isinstance(said, dict) else None
    return said


def _port(where: tuple[str, ...], address: Any) -> int | None:
    try:
        named = urlsplit(address if isinstance(address, str) else "")
        port = named.port
    except ValueError:
        return None
    if named.hostname not in (None, HOST, "localhost"):
        raise Permanent(f"{FILE}: {'.'.join(where)} is {address}, which is not this machine: servers of this machine "
                        f"answer at {HOST}; keep another lakehouse's environment under another name")  # fmt: skip
    return port
