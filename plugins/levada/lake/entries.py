"""The ledger as a value: every publication that still has rows in a table, and what replaces what."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from levada.intervals import Interval, joined
from levada.plan.checks import CheckResult
from levada.plan.tables import Strategy


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read. `digest`: `sha256:…` of its content; `size`: bytes. `version`: what its store calls this
    content (an ETag); files of one address and one version are the same."""

    url: str
    digest: str
    size: int
    rows: int | None = None
    version: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """One publication. `inputs`: dataset -> snapshot read. `at`: UTC. Samples of failing rows are not kept here.

    `confirmed`: other intervals for which a run found that it would come to just these rows. `written`: what stands in
    the names of the files with its rows. `terms`: a digest of what was true of its rows when they were last checked.
    These two are empty where an earlier release published it. `item`: what the step was done for; None: it was done as
    a whole. `since`: of datasets of which only new rows were read, the snapshot after which they came; None: all."""

    pipeline: str
    step: str
    run: str
    interval: Interval | None
    fingerprint: str
    files: tuple[SourceFile, ...]
    inputs: tuple[tuple[str, int | None], ...]
    rows: int
    at: str
    checks: tuple[CheckResult, ...] = ()
    written: str = ""
    terms: str = ""
    confirmed: tuple[Interval, ...] = ()
    item: str | None = None
    since: tuple[tuple[str, int | None], ...] = ()

    @property
    def intervals(self) -> tuple[Interval, ...]:
        """All that it stands for."""
        return (*((self.interval,) if self.interval else ()), *self.confirmed)

    @property
    def begins(self) -> bool:
        """Whether it has read all rows of what it reads on."""
        return bool(self.since) and all(snapshot is None for _, snapshot in self.since)

    def reached(self, datasets: Iterable[str]) -> dict[str, int | None]:
        """Up to which snapshot of each dataset it has read."""
        read = dict(self.inputs)
        return {name: read.get(name) for name in datasets}

    def confirming(self, interval: Interval) -> "Entry":
        """The same, standing for another interval too; those that touch become one."""
        return replace(self, confirmed=tuple(joined((*self.confirmed, interval))))

    def is_publication(self, other: "Entry") -> bool:
        """Whether it speaks of the same publication, whatever was learnt of it since."""
        return (self.step, self.run, self.at, self.written) == (other.step, other.run, other.at, other.written)

    @property
    def told(self) -> str:
        """The step, with what it was done for."""
        return self.step if self.item is None else f"{self.step}[{self.item}]"

    def repeats(self, old: "Entry") -> bool:
        """Whether an earlier publication of the step has brought some of these files; without files, this interval of
        this item. New rows repeat none; all rows of what is read on, everything."""
        if self.since:
            return self.begins and overlapping(self.item, old.item)
        if self.step != old.step:
            return False
        if self.files:
            return bool({file.url for file in self.files} & {file.url for file in old.files})
        alike = same(self.interval, old.interval) and overlapping(self.item, old.item)
        return not old.files and self.interval is not None and alike


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every publication that still has rows in the table, in the order in which they happened."""

    entries: tuple[Entry, ...] = ()

    def done(self, step: str, fingerprint: str, newest: bool = False, item: str | None = None) -> Entry | None:
        """The publication of just this, if its rows are still there. `newest`: later ones of the step, or of its item,
        may have replaced them, so that only the last one counts."""
        published = [entry for entry in self.entries if (entry.step, entry.item) == (step, item)][-1 if newest else 0 :]
        return next((entry for entry in reversed(published) if entry.fingerprint == fingerprint), None)

    def last(self, step: str, item: str | None = None) -> Entry | None:
        """The last publication of a step, be it as a whole, for an item or for several."""
        theirs = (entry for entry in reversed(self.entries) if entry.step == step)
        return next((entry for entry in theirs if overlapping(entry.item, item)), None)

    def with_entry(self, strategy: Strategy, entry: Entry) -> "Ledger":
        """The ledger after a publication: what its rows have replaced is no longer in it.

        Of what was merged again, from the same files or for the same interval, only the last time counts."""
        match strategy:
            case "append":
                kept = tuple(old for old in self.entries if not entry.repeats(old))
            case "replace":
                kept = ()
            case "insert_overwrite":
                kept = tuple(old for old in self.entries if not _replaces(entry, old))
            case "merge" | "delete+insert":
                kept = tuple(left for old in self.entries if (left := _left(entry, old)))
            case _:
                assert_never(strategy)
        return Ledger((*kept, entry))


def covered(entries: Iterable[Entry], interval: Interval) -> bool:
    """Whether publications stand for an interval without a gap, be it by smaller ones."""
    return any(each.covers(interval) for each in joined(one for entry in entries for one in entry.intervals))


def same(one: Interval | None, other: Interval | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.start, one.end) == (other.start, other.end)


def overlapping(one: str | None, other: str | None) -> bool:
    """Whether two items are the same, or one is the whole step, which has the rows of all of them."""
    return one == other or one is None or other is None


def _replaces(new: Entry, old: Entry) -> bool:
    """An interval replaces those inside it; without one, a step's publication replaces its last. Items replace their
    own."""
    if not overlapping(new.item, old.item):
        return False
    if new.interval is None or old.interval is None:
        return new.interval is old.interval and new.step == old.step
    return new.interval.start <= old.interval.start and old.interval.end <= new.interval.end


def _left(new: Entry, old: Entry) -> Entry | None:
    """What still counts of a publication when another has merged some of its files, or its interval, again."""
    if new.step != old.step:
        return old
    again = {file.url for file in new.files}
    files = tuple(file for file in old.files if file.url not in again)
    if files == old.files:
        alike = same(new.interval, old.interval) and overlapping(new.item, old.item)
        return None if alike and not (new.files or old.files) else old
    return replace(old, files=files, fingerprint="") if files else None
