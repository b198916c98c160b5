"""Which stretch of time a dataset's publications cover without a gap, about one of them."""

from collections.abc import Iterable
from pathlib import Path

from levada.intervals import Interval, joined
from levada.lake import ledger
from levada.lake.catalogue import open_lake
from levada.lake.entries import Entry
from levada.plan.environment import Environment


def around(environment: Environment, root: Path, dataset: str, interval: Interval) -> Interval:
    """All that is published without a gap about an interval which is published itself."""
    return stretch(ledger.read(open_lake(environment, root), dataset).entries, interval)


def stretch(entries: Iterable[Entry], interval: Interval) -> Interval:
    """An interval and what is published beside it without a gap. One item of a step is not all of its interval."""
    beside = (one for entry in entries if entry.item is None for one in entry.intervals)
    return next(each for each in joined((interval, *beside)) if each.covers(interval))
