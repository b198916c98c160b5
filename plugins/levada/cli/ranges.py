"""Several intervals of one pipeline: one after another, or in processes of their own; then one table of all."""

import logging
import multiprocessing
import os
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import islice
from multiprocessing.resource_tracker import ensure_running
from pathlib import Path

import click

from levada.cli.batches import Batch, done
from levada.cli.grid import table
from levada.cli.output import number
from levada.cli.progress import Progress
from levada.cli.project import Place
from levada.cli.shares import shares
from levada.cli.steps import FINE, Told
from levada.cli.stopping import deaf
from levada.errors import Retryable
from levada.plan.graph import Plan


@dataclass(frozen=True, slots=True)
class Ended:
    """One batch: how its steps ended, after how many seconds."""

    batch: Batch
    steps: tuple[Told, ...]
    seconds: float

    @property
    def fine(self) -> bool:
        return all(step["status"] in FINE for step in self.steps)

    @property
    def rows(self) -> int:
        tables = (filled for step in self.steps for filled in step.get("tables", ()))  # type: ignore[attr-defined]
        return sum(filled["rows"] for filled in tables)


@dataclass(frozen=True, slots=True)
class Range:
    """What is asked for: the batches, in order. `keep_going`: those after a failed one are done all the same."""

    place: Place
    plan: Plan
    batches: tuple[Batch, ...]
    asked: tuple[str, ...]
    publishing: bool
    keep_going: bool

    def in_order(self, progress: Progress) -> Iterator[Ended]:
        for batch in self.batches:
            ended = self._one(batch, self.asked, progress)
            yield ended
            if not (ended.fine or self.keep_going):
                return

    def shared(self, jobs: int, because: str, progress: Progress) -> Iterator[Ended]:
        """Each batch's own steps, so many at a time, in processes; before and after them, once, what is the same for
        all. After a failure no other is begun. `because`: what asks for it to be done so."""
        in_turn = jobs == 1 and not self.plan.backfill.newest_first
        parts = shares(self.plan, self.asked, because, in_turn)
        fine = True
        if parts.before:
            ended = self._once(self.batches[0], parts.before, progress)
            yield ended
            fine = ended.fine
        if parts.each and (fine or self.keep_going):
            own = replace(self, asked=parts.each)
            for ended in own.in_order(progress) if jobs == 1 else own._pooled(jobs, progress):
                fine = fine and ended.fine
                yield ended
        if parts.after and fine:
            yield self._once(self.batches[-1], parts.after, progress)

    def _once(self, batch: Batch, asked: tuple[str, ...], progress: Progress) -> Ended:
        """Steps that come to the same for each interval of a batch."""
        return self._one(Batch(batch.whole, (batch.whole,)), asked, progress)

    def _one(self, batch: Batch, asked: tuple[str, ...], progress: Progress) -> Ended:
        begun = time.perf_counter()
        steps = tuple(done(self.place, self.plan, batch, asked, progress, self.publishing))
        return Ended(batch, steps, time.perf_counter() - begun)

    def _pooled(self, jobs: int, progress: Progress) -> Iterator[Ended]:
        waiting = iter(self.batches)
        context = multiprocessing.get_context("spawn")
        ensure_running()  # while it begins, signals are heard again
        with ProcessPoolExecutor(jobs, context, _mortal, (os.getpid(),)) as pool:
            try:
                running = {self._begun(pool, batch, progress.verbose) for batch in islice(waiting, jobs)}
                while running:
                    over, running = wait(running, return_when=FIRST_COMPLETED)
                    for future in over:
                        ended = _result(future)
                        progress.ended(ended.batch.name, ended.fine, ended.rows, ended.seconds)
                        yield ended
                        if (ended.fine or self.keep_going) and (batch := next(waiting, None)):
                            running.add(self._begun(pool, batch, progress.verbose))
            except BaseException:
                for child in multiprocessing.active_children():
                    child.terminate()
                raise

    def _begun(self, pool: ProcessPoolExecutor, batch: Batch, verbose: bool) -> "Future[Ended]":
        place = self.place
        with deaf():
            return pool.submit(
                _work, place.root, place.environment_name, self.plan, batch, self.asked, self.publishing, verbose
            )


def _result(future: "Future[Ended]") -> Ended:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise Retryable("a process was killed: was there too little memory? say fewer --jobs, and run again") from error


def _mortal(parent: int) -> None:
    """A worker ends with its parent; that commits had to be tried again is no news."""
    from levada.engines.mortal import die_with

    logging.getLogger("pyiceberg").setLevel(logging.ERROR)
    die_with(parent)


def _work(
    root: Path, environment: str, plan: Plan, batch: Batch, asked: tuple[str, ...], publishing: bool, verbose: bool
) -> Ended:
    place = Place(lambda: root, environment)
    return Range(place, plan, (batch,), asked, publishing, False)._one(batch, asked, Progress(False, verbose))


def summed(ends: list[Ended], asked: tuple[Batch, ...]) -> None:
    """One line for each batch, what failed last."""
    lines = [_line(ended) for ended in sorted(ends, key=lambda ended: (not ended.fine, _begin(ended)))]
    table(("interval", "status", "rows", "seconds", "why"), lines, right=("rows", "seconds"))
    not_begun = len(asked) - len({ended.batch.whole.id for ended in ends})
    if not_begun and not all(ended.fine for ended in ends):  # else one stood for all
        click.echo(f"{not_begun} of {len(asked)} not begun; --keep-going does not stop at a failure")


def _begin(ended: Ended) -> datetime:
    interval = ended.batch.whole.interval
    return interval.start if interval else datetime.max.replace(tzinfo=UTC)


def _line(ended: Ended) -> tuple[object, ...]:
    failed = [step for step in ended.steps if step["status"] not in FINE]
    status = failed[0]["status"] if failed else "fine"
    why = f"{failed[0]['step']}: {str(failed[0].get('error', '')).partition(chr(10))[0]}" if failed else ""
    return ended.batch.name, status, number(ended.rows), f"{ended.seconds:.1f}", why
