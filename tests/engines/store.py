"""A real S3 server (SeaweedFS, from PyPI) on this machine, with keys of its own, for as long as the tests need it."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex
from typing import Any

BUCKET = "landing"
PORTS = ("master", "volume", "filer", "s3")
PATIENCE = 60
"""Seconds until it must answer."""


@dataclass(frozen=True)
class Store:
    """`keys`: access key and secret of whoever may do everything in the bucket."""

    endpoint: str
    keys: tuple[str, str]

    def client(self, keys: tuple[str, str] | None = None) -> Any:
        from s3fs import S3FileSystem

        key, secret = keys or self.keys
        return S3FileSystem(key=key, secret=secret, endpoint_url=self.endpoint, skip_instance_cache=True,
                            use_listings_cache=False)  # fmt: skip

    def put(self, name: str, content: str | bytes) -> str:
        url = f"s3://{BUCKET}/{name}"
        self.client().pipe_file(url, content.encode() if isinstance(content, str) else content)
        return url


def program() -> str | None:
    """Where the server's program is, if its package is installed."""
    return shutil.which("weed", path=f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}")


@contextmanager
def store(folder: Path) -> Iterator[Store]:
    """A server with one bucket; it goes with us."""
    keys = f"key{token_hex(6)}", token_hex(16)
    (folder / "s3.json").write_text(json.dumps({"identities": [_identity("admin", keys)]}))
    (folder / "security.toml").write_text(_security())
    ports = dict(zip(PORTS, _free(len(PORTS)), strict=True))
    said = [f"-{name}.port={port}" for name, port in ports.items()]
    grpc = [f"-{name}.port.grpc={port}" for name, port in zip(PORTS, _free(len(PORTS)), strict=True)]
    command = [program() or "weed", "mini", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-webdav=false",
               "-master.telemetry=false", "-admin.ui=false", f"-s3.config={folder / 's3.json'}", "-s3.port.iceberg=0",
               "-s3.port.lance=0", *said, *grpc]  # fmt: skip
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log, start_new_session=True)
    try:
        running = Store(f"http://127.0.0.1:{ports['s3']}", keys)
        _await(running, process, folder / "log")
        yield running
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _identity(name: str, keys: tuple[str, str]) -> dict[str, Any]:
    return {"name": name, "credentials": [{"accessKey": keys[0], "secretKey": keys[1]}], "actions": ["Admin"]}


def _security() -> str:
    """Without it, the server's other ports serve all data to whoever asks."""
    sections = ("signing", "signing.read", "filer_signing", "filer_signing.read")
    return "".join(f'[jwt.{name}]\nkey = "{token_hex(16)}"\nexpires_after_seconds = 60\n' for name in sections)


def _free(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.bind(("127.0.0.1", 0))
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _await(running: Store, process: subprocess.Popen[bytes], log: Path) -> None:
    limit = time.monotonic() + PATIENCE
    while True:
        try:
            running.client().mkdir(BUCKET)
            running.put("probe", b"there")
            return
        except Exception as error:
            if process.poll() is not None or time.monotonic() > limit:
                raise RuntimeError(f"the S3 server did not start: {log.read_text()[-2000:]}") from error
            time.sleep(0.2)
