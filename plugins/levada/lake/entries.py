"""The ledger as a value: every publication that still has rows in a table, and what replaces what."""

from dataclasses import dataclass
from typing import assert_never

from levada.intervals import Interval
from levada.plan.checks import CheckResult
from levada.plan.tables import Strategy


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read. `digest`: `sha256:…` of its content; `size`: bytes."""

    url: str
    digest: str
    size: int
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One publication. `inputs`: dataset -> snapshot read. `at`: UTC. Samples of failing rows are not kept here."""

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


@dataclass(frozen=True, slots=True)
class Ledger:
    """Every publication that still has rows in the table, in the order in which they happened."""

    entries: tuple[Entry, ...] = ()

    def done(self, step: str, fingerprint: str, newest: bool = False) -> Entry | None:
        """The publication of just this, if its rows are still there. `newest`: later ones of the step may have
        replaced them, so that only its last one counts."""
        published = [entry for entry in self.entries if entry.step == step][-1 if newest else 0 :]
        return next((entry for entry in reversed(published) if entry.fingerprint == fingerprint), None)

    def with_entry(self, strategy: Strategy, entry: Entry) -> "Ledger":
        """The ledger after a publication: what its rows have replaced is no longer in it.

        Of what was merged again, from the same files or for the same interval, only the last time counts."""
        match strategy:
            case "append":
                kept = self.entries
            case "replace":
                kept = ()
            case "insert_overwrite":
                kept = tuple(old for old in self.entries if not _replaces(entry, old))
            case "merge" | "delete+insert":
                kept = tuple(old for old in self.entries if not _repeats(entry, old))
            case _:
                assert_never(strategy)
        return Ledger((*kept, entry))


def same(one: Interval | None, other: Interval | None) -> bool:
    if one is None or other is None:
        return one is other
    return (one.start, one.end) == (other.start, other.end)


def _replaces(new: Entry, old: Entry) -> bool:
    """An interval replaces those inside it; without one, a step's publication replaces its last."""
    if new.interval is None or old.interval is None:
        return new.interval is old.interval and new.step == old.step
    return new.interval.start <= old.interval.start and old.interval.end <= new.interval.end


def _repeats(new: Entry, old: Entry) -> bool:
    """Whether a step's rows come from where they came from before."""
    if new.step != old.step:
        return False
    if new.files:
        return bool({file.url for file in new.files} & {file.url for file in old.files})
    return not old.files and same(new.interval, old.interval)
