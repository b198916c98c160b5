"""Several intervals of one pipeline: one after another, or in processes of their own; then one table of all."""

import logging
import multiprocessing
import os
import time
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from itertools import islice
from multiprocessing.resource_tracker import ensure_running
from pathlib import Path

import click

from levada.cli.grid import table
from levada.cli.output import begins, number
from levada.cli.progress import Progress
from levada.cli.project import Place
from levada.cli.shares import shares
from levada.cli.steps import FINE, Told, outcomes
from levada.cli.stopping import deaf
from levada.errors import Retryable
from levada.plan.graph import Plan
from levada.plan.run import Run


@dataclass(frozen=True, slots=True)
class Ended:
    """One run: how its steps ended, after how many seconds."""

    run: Run
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
    """What is asked for: the runs, in order. `keep_going`: those after a failed one are done all the same."""

    place: Place
    plan: Plan
    runs: tuple[Run, ...]
    asked: tuple[str, ...]
    publishing: bool
    keep_going: bool

    def in_order(self, progress: Progress) -> Iterator[Ended]:
        for run in self.runs:
            ended = self._one(run, self.asked, progress)
            yield ended
            if not (ended.fine or self.keep_going):
                return

    def at_once(self, jobs: int, progress: Progress) -> Iterator[Ended]:
        """Each interval's own steps in processes, so many at a time; before and after them, once, what is the same for
        all. After a failure no other is begun."""
        parts = shares(self.plan, self.asked)
        fine = True
        if parts.before:
            ended = self._one(self.runs[0], parts.before, progress)
            yield ended
            fine = ended.fine
        if parts.each and (fine or self.keep_going):
            for ended in self._pooled(jobs, parts.each):
                progress.ended(ended.run, ended.fine, ended.rows, ended.seconds)
                fine = fine and ended.fine
                yield ended
        if parts.after and fine:
            yield self._one(self.runs[-1], parts.after, progress)

    def _one(self, run: Run, asked: tuple[str, ...], progress: Progress) -> Ended:
        begun = time.perf_counter()
        steps = tuple(outcomes(self.place, self.plan, run, asked, progress, self.publishing))
        return Ended(run, steps, time.perf_counter() - begun)

    def _pooled(self, jobs: int, asked: tuple[str, ...]) -> Iterator[Ended]:
        waiting = iter(self.runs)
        context = multiprocessing.get_context("spawn")
        ensure_running()  # while it begins, signals are heard again
        with ProcessPoolExecutor(jobs, context, _mortal, (os.getpid(),)) as pool:
            try:
                running = {self._begun(pool, run, asked) for run in islice(waiting, jobs)}
                while running:
                    done, running = wait(running, return_when=FIRST_COMPLETED)
                    for future in done:
                        ended = _result(future)
                        yield ended
                        if (ended.fine or self.keep_going) and (run := next(waiting, None)):
                            running.add(self._begun(pool, run, asked))
            except BaseException:
                for child in multiprocessing.active_children():
                    child.terminate()
                raise

    def _begun(self, pool: ProcessPoolExecutor, run: Run, asked: tuple[str, ...]) -> "Future[Ended]":
        place = self.place
        with deaf():
            return pool.submit(_work, place.root, place.environment_name, self.plan, run, asked, self.publishing)


def _result(future: "Future[Ended]") -> Ended:
    try:
        return future.result()
    except BrokenProcessPool as error:
        raise Retryable("a process was killed: was there too little memory? say fewer --jobs, and run again") from error


def _mortal(parent: int) -> None:
    """A worker ends with its parent; that commits had to be tried again is no news."""
    from levada.engines.embedded.mortal import die_with

    logging.getLogger("pyiceberg").setLevel(logging.ERROR)
    die_with(parent)


def _work(root: Path, environment: str, plan: Plan, run: Run, asked: tuple[str, ...], publishing: bool) -> Ended:
    place = Place(lambda: root, environment)
    return Range(place, plan, (run,), asked, publishing, False)._one(run, asked, Progress(False))


def summed(ends: list[Ended], runs: tuple[Run, ...]) -> None:
    """One line for each run, what failed last."""
    lines = [_line(ended) for ended in sorted(ends, key=lambda ended: (not ended.fine, ended.run.interval is not None
             and ended.run.interval.start))]  # fmt: skip
    table(("interval", "status", "rows", "seconds", "why"), lines, right=("rows", "seconds"))
    if not_begun := len(runs) - len({ended.run.id for ended in ends}):
        click.echo(f"{not_begun} of {len(runs)} not begun; --keep-going does not stop at a failure")


def _line(ended: Ended) -> tuple[object, ...]:
    failed = [step for step in ended.steps if step["status"] not in FINE]
    status = failed[0]["status"] if failed else "fine"
    why = f"{failed[0]['step']}: {str(failed[0].get('error', '')).partition(chr(10))[0]}" if failed else ""
    return begins(ended.run.interval), status, number(ended.rows), f"{ended.seconds:.1f}", why
