"""Events on disk, one file each, from when they are taken until they are delivered: whoever sent them may be gone."""

import fcntl
import os
import time
from pathlib import Path
from threading import Condition

from levada.errors import Permanent

ROOM = 100_000
"""Events that may wait."""
REFUSED = 1000
"""The newest of those that nobody wants, which are kept to be looked at."""


class Full(Exception):
    """There is no room for another event."""


class Spool:
    """One process's. `arrived` tells whoever waits that there is another one.

    Raises:
        Permanent: another process has it.
    """

    def __init__(self, folder: Path, room: int = ROOM) -> None:
        self.folder, self.room, self.arrived = folder, room, Condition()
        (folder / "refused").mkdir(parents=True, exist_ok=True, mode=0o700)
        self._lock = (folder / "lock").open("w")
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            self._lock.close()
            raise Permanent(f"another relay is at work in {folder}: one is enough, or give it another --root") from None
        waiting = self.waiting()
        self._count, self._last = len(waiting), int(waiting[-1].stem) if waiting else 0

    def keep(self, event: bytes) -> None:
        """When this returns, the event stays until it is delivered, whatever becomes of the process.

        Raises:
            Full: too many wait already.
            OSError: the disk does not take it.
        """
        with self.arrived:
            if self._count >= self.room:
                raise Full(f"{self._count} events wait to be delivered")
            self._last = max(self._last + 1, time.time_ns())
            _write(self.folder / f"{self._last:020d}.json", event)
            self._count += 1
            self.arrived.notify_all()

    def __len__(self) -> int:
        return self._count

    def waiting(self) -> list[Path]:
        """Files of events, the oldest first."""
        return sorted(self.folder.glob("*.json"))

    def done(self, path: Path) -> None:
        with self.arrived:
            path.unlink()
            self._count -= 1

    def refuse(self, path: Path) -> Path:
        """Put an event aside that nobody will take."""
        with self.arrived:
            aside = path.replace(self.folder / "refused" / path.name)
            self._count -= 1
        for old in sorted(aside.parent.glob("*.json"))[:-REFUSED]:
            old.unlink()
        return aside

    def close(self) -> None:
        self._lock.close()


def _write(path: Path, content: bytes) -> None:
    """Whole or not at all, and on the disk."""
    part = path.with_suffix(".part")
    with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
