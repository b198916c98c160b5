"""Which stretch of time a dataset's publications cover without a gap."""

from collections.abc import Iterable
from pathlib import Path

from levada.intervals import Interval, joined
from levada.lake import ledger
from levada.lake.catalogue import open_lake
from levada.lake.entries import Entry
from levada.plan.environment import Environment


def covered(entries: Iterable[Entry], interval: Interval) -> bool:
    """Whether publications cover an interval without a gap, be it by smaller ones."""
    return any(each.covers(interval) for each in joined(entry.interval for entry in entries if entry.interval))


def around(environment: Environment, root: Path, dataset: str, interval: Interval) -> Interval:
    """All that is published without a gap about an interval which is published itself."""
    return stretch(ledger.read(open_lake(environment, root), dataset).entries, interval)


def stretch(entries: Iterable[Entry], interval: Interval) -> Interval:
    """An interval and what is published beside it without a gap. One item of a step is not all of its interval."""
    beside = (entry.interval for entry in entries if entry.interval and entry.item is None)
    return next(each for each in joined((interval, *beside)) if each.covers(interval))
