"""A folder of one attempt alone; and what killed attempts have left goes when the next one begins."""

import fcntl
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

LOCK = "lock"
YOUNG = 60
"""Seconds in which a folder may not have its lock yet."""


@contextmanager
def scratch(root: Path) -> Iterator[Path]:
    """A folder under `.levada/scratch` that is locked as long as this process lives, and gone afterwards."""
    parent = root / ".levada" / "scratch"
    parent.mkdir(parents=True, exist_ok=True)
    _sweep(parent)
    folder = Path(tempfile.mkdtemp(dir=parent))
    with (folder / LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def _sweep(parent: Path) -> None:
    """Remove folders whose lock nobody holds: a lock dies with its process, however that ends."""
    for folder in _left(parent):
        shutil.rmtree(folder, ignore_errors=True)


def abandoned(root: Path) -> tuple[Path, ...]:
    """Folders that killed attempts have left."""
    parent = root / ".levada" / "scratch"
    return tuple(_left(parent)) if parent.is_dir() else ()


def _left(parent: Path) -> Iterator[Path]:
    for folder in parent.iterdir():
        try:
            if time.time() - folder.stat().st_mtime > YOUNG and _abandoned(folder / LOCK):
                yield folder
        except FileNotFoundError:
            continue  # another attempt was faster


def _abandoned(lock: Path) -> bool:
    try:
        with lock.open() as held:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except FileNotFoundError:
        return True
    return True
