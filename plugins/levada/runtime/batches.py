"""A task that reads what is new batch by batch: each is written, checked and published by itself, up to what was there
when it began. Tables that have not read equally far are brought together so, too; every other task is one batch."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from levada.engines.base import Work
from levada.lake.publication import published
from levada.runtime.evidence import Meter, Outcome, TableOutcome
from levada.runtime.stages import Stages


class Batches:
    """One task being carried out. `work`: what is done just now."""

    def __init__(self, work: Work, begun: Outcome, meter: Meter) -> None:
        self.goal = {read.dataset: published(work.lake, read.dataset) for read in work.task.reads}
        self.work, self.begun, self.meter = replace(work, snapshots=self.goal), begun, meter
        self.done: tuple[Outcome, ...] = ()
        self.now: Stages | None = None

    @property
    def reached(self) -> Outcome:
        """The outcome as far as it has come."""
        return joined((*self.done, self.now.reached if self.now else self.begun))

    def carry_out(self, publishing: bool = True) -> Outcome:
        """Every batch that is missing; without `publishing` the first one.

        Raises:
            Blocked, Permanent, Retryable: as `perform` says. Batches before are published.
        """
        while True:
            with TemporaryDirectory(prefix="batch-", dir=self.work.scratch) as folder:
                self.now = Stages(replace(self.work, scratch=Path(folder)), self.begun, self.meter)
                self.done, ended = (*self.done, self.now.carry_out(publishing)), self.now
                self.now = None
            if self.done[-1].status != "published" or all(
                ended.work.snapshots[name] == self.goal[name] for name in self.work.task.read_on
            ):
                return joined(self.done)
            self.work.say(f"batch {len(self.done)} is published; going on with what came after it")


def joined(outcomes: tuple[Outcome, ...]) -> Outcome:
    """Batches as one outcome: what they brought together, and of their checks the last ones and those that failed."""
    if len(outcomes) == 1:
        return outcomes[0]
    first, last = outcomes[0], outcomes[-1]
    tables: dict[str, TableOutcome] = {}
    for each in outcomes:
        for table in each.tables:
            tables[table.dataset] = _joined(tables[table.dataset], table) if table.dataset in tables else table
    failed = tuple(check for each in outcomes[:-1] for check in each.checks if not check.passed)
    brought = last.status not in ("unchanged", "verified")
    return replace(
        last,
        status=last.status if brought else first.status,
        tables=tuple(tables.values()),
        since=first.since,
        checks=(*failed, *last.checks),
    )


def _joined(one: TableOutcome, other: TableOutcome) -> TableOutcome:
    if other.status == "unchanged":
        return one
    return replace(
        other,
        previous=one.previous if one.status == "published" else other.previous,
        rows=one.rows + other.rows,
        bytes=one.bytes + other.bytes,
        files=one.files + other.files,
        rebased=one.rebased + other.rebased,
    )
