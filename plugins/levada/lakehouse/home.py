"""Where a project's servers keep what is theirs: `.levada/lakehouse/`, which only its owner may read."""

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Home:
    """`folder`: settings, secrets, data and logs of one project. `programs`: what was fetched, which may be many
    projects'."""

    folder: Path
    programs: Path

    @property
    def state(self) -> Path:
        """Ports and secrets."""
        return self.folder / "servers.json"

    @property
    def certificate(self) -> Path:
        """What vouches for the servers."""
        return self.folder / "certificate.pem"

    @property
    def identity(self) -> Path:
        """The same with its key, for the servers themselves."""
        return self.folder / "identity.pem"

    def log(self, server: str) -> Path:
        return self.folder / "logs" / f"{server}.log"


def home(root: Path) -> Home:
    """A project's. Programs lie with it, so that deleting the project deletes them; in CI they outlive the checkout."""
    folder = root.resolve() / ".levada" / "lakehouse"
    return Home(folder, cache() if os.environ.get("CI") else folder / "programs")


def cache() -> Path:
    """The user's folder for what can be fetched again."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "levada"


@contextmanager
def alone(folder: Path, says: Callable[[str], None] = lambda text: None) -> Iterator[None]:
    """Whoever comes second says so, and waits. A lock ends with the process that holds it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            says("another command is at work here: waiting for it")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write_private(path: Path, content: str | bytes) -> None:
    """A file that nobody else can read at any moment; whoever reads it meanwhile gets the old or the new one."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
    part.replace(path)
