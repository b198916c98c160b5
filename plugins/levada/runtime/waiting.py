"""Waiting for what others do: looked at again and again, until it is there or time is up."""

import time as clock
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from pathlib import Path
from typing import assert_never
from zoneinfo import ZoneInfo

from levada.engines.files.arrival import first
from levada.errors import Permanent, Retryable, Skipped
from levada.lake import ledger
from levada.lake.catalogue import open_lake
from levada.lake.entries import covered
from levada.names import length
from levada.plan.actions import Wait
from levada.plan.environment import Environment
from levada.plan.run import Run

PACE = 5.0
"""Seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Lookout:
    """What a run waits for, and where to look. `root`: the project's folder."""

    wait: Wait
    run: Run
    environment: Environment
    root: Path

    def seen(self) -> str:
        """What has come, in words; empty: nothing yet.

        Raises:
            Permanent: it can never come, because the run has no interval, or it is no file.
            Retryable: the store or the catalogue cannot be reached.
        """
        match self.wait.kind:
            case "files":
                return self._file()
            case "dataset":
                return self._published()
            case "until":
                return self._past()
            case _:
                assert_never(self.wait.kind)

    def _file(self) -> str:
        found = first(self.environment.landed(self.root, self.run.render(self.wait.what)), self.environment)
        return f"{found} is there" if found else ""

    def _published(self) -> str:
        dataset, interval = self.wait.what, self.run.interval
        entries = ledger.read(open_lake(self.environment, self.root), dataset).entries
        if interval is not None:
            return f"{dataset} is published for {interval}" if covered(entries, interval) else ""
        since = self.run.began
        new = [entry for entry in entries if since is None or datetime.fromisoformat(entry.at) >= since]
        return f"{dataset} was published at {new[-1].at}" if new else ""

    def _past(self) -> str:
        moment = until(self.wait, self.run)
        return f"it is past {moment.isoformat()}" if datetime.now(UTC) >= moment else ""


def until(wait: Wait, run: Run) -> datetime:
    """The moment (UTC) of a time of day, on the day on which the run's interval ends, or the run began."""
    if "{{" in wait.what:
        return datetime.fromisoformat(run.render(wait.what)).astimezone(UTC)
    zone = ZoneInfo(wait.timezone)
    day = (run.interval.end if run.interval else run.began or datetime.now(UTC)).astimezone(zone).date()
    return datetime.combine(day, time.fromisoformat(wait.what), zone).astimezone(UTC)


def wait(lookout: Lookout, say: Callable[[str], None], sleep: Callable[[float], None] = clock.sleep) -> str:
    """Look until it is there, in this process. Returns what came.

    Raises:
        Skipped, Permanent: time was up; which of the two, the step says.
        Retryable: time was up, and there was nobody to ask.
    """
    limit = clock.monotonic() + lookout.wait.timeout
    while not (came := _seen(lookout, say, clock.monotonic() < limit)):
        left = limit - clock.monotonic()
        if left <= 0:
            raise given_up(lookout.wait)
        say(f"waiting for {lookout.wait.what}, for {length(left)} at most")
        sleep(min(PACE, left))
    return came


def _seen(lookout: Lookout, say: Callable[[str], None], again: bool) -> str:
    """What has come. A store that does not answer is looked into again while there is time."""
    try:
        return lookout.seen()
    except Retryable as error:
        if not again:
            raise
        say(str(error))
        return ""


def given_up(wait: Wait) -> Skipped | Permanent:
    """What is raised when time is up."""
    message = f"{wait.what} did not come in time"
    if wait.on_timeout == "skip":
        return Skipped(f"{message}: the step is skipped, as its on_timeout says")
    return Permanent(f"{message}: look at who brings it, or give the step a longer `timeout`")


def at_last(wait: Wait) -> Wait:
    """The same, for one last look."""
    return replace(wait, timeout=0)
