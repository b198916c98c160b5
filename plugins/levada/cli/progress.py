"""What a person sees while steps run: the step, the time, and how it ended."""

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

import click

from levada.cli import terminal
from levada.cli.output import told
from levada.errors import Blocked, LevadaError
from levada.plan.checks import CheckResult
from levada.plan.graph import Plan, Task
from levada.plan.run import Run
from levada.runtime.evidence import Outcome, TableOutcome
from levada.runtime.listener import Listener
from levada.runtime.pace import Pace

MARKS = {"published": ("✓", "green"), "unchanged": ("=", "cyan"), "verified": ("=", "cyan"),
         "blocked": ("■", "red"), "failed": ("✗", "red"),
         "drafted": ("✎", "yellow"), "left out": ("-", "yellow"), "skipped": ("-", "cyan"),
         "arrived": ("✓", "green")}  # fmt: skip
OFTEN, SELDOM = 0.2, 10
"""Seconds between two looks at the rows that come: on a line that moves, and on lines that stay."""


class Progress:
    """Lines on standard error, so that standard output stays for results; on a terminal, a line that moves as well.

    `verbose`: whatever a step says stays, also where nothing else is shown."""

    def __init__(self, shown: bool, verbose: bool = False) -> None:
        self.shown = shown
        self.verbose = verbose
        self.moving = shown and terminal.moves(sys.stderr)
        self.begun = 0.0
        self.whose = ""

    def begin(self, plan: Plan, run: Run) -> None:
        self.whose = "" if self.shown else f"{run.interval or run.id} "
        self._line(click.style(f"{plan.pipeline}  {run.interval or run.id}", bold=True))

    @contextmanager
    def step(self, task: Task) -> Iterator[Listener]:
        """Times a step. What it says passes by on a terminal and is left out of a pipe, unless all of it is wanted; how
        many rows have come so far passes by as well, and is told in a pipe now and then; what it announces is told in
        a pipe too."""
        self.begun = time.perf_counter()
        self._moving(f"  … {task.step}")

        def passes(text: str) -> None:
            self._moving(f"  … {task.step}  {self._seconds():5.1f} s  {text}")

        def stays(text: str) -> None:
            self._line(f"  … {task.step:<24} {'':<10} {self._seconds():6.1f} s  {text}")

        def spoken(text: str) -> None:
            self._clear()
            for line in text.splitlines():
                click.echo(f"  │ {self.whose}{task.step:<24} {line}", err=True)

        if self.verbose:
            yield Listener(spoken, passing=Pace(passes, OFTEN) if self.moving else Pace(stays, SELDOM))
        elif self.moving:
            yield Listener(passes, passing=Pace(passes, OFTEN))
        else:
            yield Listener(passes, announce=stays, passing=Pace(stays, SELDOM))

    def done(self, task: Task, outcome: Outcome) -> None:
        self._end(task, outcome.status, "  ".join(_filled(table, outcome.usage.seconds) for table in outcome.tables))
        for table in outcome.tables:
            if table.branch:
                self._line(f"      look: levada diff {table.dataset} main {table.branch}")
        for note in outcome.notes:
            self._line(f"      note: {note}")
        self._checks(outcome.checks)

    def failed(self, task: Task, error: LevadaError) -> None:
        first, *rest = told(error).splitlines()
        results = [result for result in getattr(error, "results", ()) if isinstance(result, CheckResult)]
        held = {next(result.told) for result in results}
        self._end(task, "blocked" if isinstance(error, Blocked) else "failed", first)
        for line in rest:
            self._line(f"      {click.style(line, fg='red') if line in held else line}")
        self._checks(result for result in results if next(result.told) not in rest)

    def _checks(self, results: Iterable[CheckResult]) -> None:
        """Those that failed, though nothing was held back for them."""
        for result in results:
            if not result.passed:
                found = f"{result.found} ({result.must})"
                said = click.style(result.severity, fg="yellow")
                self._line(f"      {said} {result.dataset}: {result.check}: {found}")

    def skipped(self, task: Task, why: str) -> None:
        self._end(task, "skipped", why)

    def passed_over(self, task: Task, status: str, because: Sequence[str]) -> None:
        self.begun = time.perf_counter()
        self._end(task, status, f"after {', '.join(because)}")

    def ended(self, name: str, fine: bool, rows: int, seconds: float) -> None:
        """Intervals that were done elsewhere."""
        mark, colour = MARKS["published" if fine else "failed"]
        rate = f" ({rows / seconds:,.0f}/s)" if rows else ""
        self._line(f"{click.style(mark, fg=colour)} {name}  {seconds:6.1f} s  {rows:,} rows{rate}")

    def _end(self, task: Task, status: str, text: str) -> None:
        mark, colour = MARKS[status]
        self._line(f"  {click.style(mark, fg=colour)} {task.step:<24} {status:<10} {self._seconds():6.1f} s  {text}")

    def _seconds(self) -> float:
        return time.perf_counter() - self.begun

    def _line(self, text: str) -> None:
        if self.shown:
            self._clear()
            click.echo(text, err=True)

    def _moving(self, text: str) -> None:
        if self.moving:
            self._clear()
            width = terminal.columns(sys.stderr) or 80
            click.echo(text.partition("\n")[0][: width - 1], err=True, nl=False)

    def _clear(self) -> None:
        """Back to the beginning of an empty line; no colour, though click takes it for one."""
        if self.moving:
            click.echo("\r\x1b[K", err=True, nl=False, color=True)


def _filled(table: TableOutcome, seconds: float) -> str:
    """What a step has done to a table; a rate where there is enough to speak of one."""
    if table.status == "unchanged":
        return f"{table.dataset} nothing new"
    rate = f" ({table.rows / seconds:,.0f}/s)" if seconds >= 1 and table.rows >= 10_000 else ""
    return f"{table.dataset} +{table.rows:,} rows{rate}"
