"""Takes events from the spool in their order, calls tables by their names, and hands them on until they are taken."""

import json
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread
from typing import Any

from levada.errors import LevadaError
from levada.relay.spool import Spool

UNWANTED = (400, 413, 422)
"""Answers by which a backend says that an event is at fault, and will be tomorrow."""
SHORTEST, LONGEST = 1.0, 60.0
"""Seconds between two attempts, while nobody takes events."""

Json = Any


class Unreadable(Exception):
    """A file that is no JSON."""


class Delivery(Thread):
    """`normalise` and `send` raise when that cannot be done now. `say`: one line for whoever looks after it."""

    def __init__(
        self,
        spool: Spool,
        normalise: Callable[[Json], Json],
        send: Callable[[Json], Any],
        say: Callable[[str], None],
        shortest: float = SHORTEST,
    ) -> None:
        super().__init__(name="delivery", daemon=True)
        self.spool, self.normalise, self.send, self.say = spool, normalise, send, say
        self.stopped, self.pause, self.shortest = Event(), 0.0, shortest

    def run(self) -> None:
        while not self.stopped.is_set():
            self._deliver()
            if self.pause:
                self.stopped.wait(self.pause)
                continue
            with self.spool.arrived:
                self.spool.arrived.wait_for(lambda: self.stopped.is_set() or len(self.spool))

    def stop(self) -> None:
        """The event that is under way stays if it is not taken."""
        self.stopped.set()
        with self.spool.arrived:
            self.spool.arrived.notify_all()

    def _deliver(self) -> None:
        """Everything that waits, as long as it is taken."""
        for path in self.spool.waiting():
            if self.stopped.is_set() or not self._delivered(path):
                return

    def _delivered(self, path: Path) -> bool:
        try:
            self.send(self.normalise(_read(path)))
        except Exception as error:  # whichever transport it is, and whatever it raises
            if not isinstance(error, Unreadable | RecursionError) and _status(error) not in UNWANTED:
                self._wait(error)
                return False
            aside = self.spool.refuse(path)
            self.say(f"an event is not wanted, and lies in {aside}: {_told(error)}")
            return True
        if self.pause:
            self.say("events are delivered again")
        self.pause = 0.0
        self.spool.done(path)
        return True

    def _wait(self, error: Exception) -> None:
        if not self.pause:
            self.say(f"events are kept until they can be delivered: {_told(error)}")
        self.pause = min(max(self.shortest, self.pause * 2), LONGEST)


def _read(path: Path) -> Json:
    try:
        return json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise Unreadable(str(error)) from error


def _status(error: Exception) -> int | None:
    """What a backend has answered."""
    return getattr(getattr(error, "response", None), "status_code", None)


def _told(error: Exception) -> str:
    """A transport's own words may show how it was set up, secrets included."""
    if isinstance(error, LevadaError | Unreadable):
        return str(error)
    return f"HTTP {_status(error)}" if _status(error) else type(error).__name__
