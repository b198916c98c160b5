"""What a person sees while steps run: the step, the time, and how it ended."""

import shutil
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import click

from levada.errors import Blocked, LevadaError
from levada.plan.graph import Plan, Task
from levada.plan.run import Run
from levada.runtime.evidence import Outcome, TableOutcome

MARKS = {"published": ("✓", "green"), "unchanged": ("=", "cyan"), "blocked": ("■", "red"), "failed": ("✗", "red"),
         "drafted": ("✎", "yellow"), "left out": ("-", "yellow"), "skipped": ("-", "cyan"),
         "arrived": ("✓", "green")}  # fmt: skip


class Progress:
    """Lines on standard error, so that standard output stays for results; on a terminal, a line that moves as well."""

    def __init__(self, shown: bool) -> None:
        self.shown = shown
        self.moving = shown and sys.stderr.isatty()
        self.begun = 0.0

    def begin(self, plan: Plan, run: Run) -> None:
        self._line(click.style(f"{plan.pipeline}  {run.interval or run.id}", bold=True))

    @contextmanager
    def step(self, task: Task) -> Iterator[Callable[[str], None]]:
        """Times a step; what it says passes by on a terminal and is left out of a pipe."""
        self.begun = time.perf_counter()
        self._moving(f"  … {task.step}")
        yield lambda text: self._moving(f"  … {task.step}  {self._seconds():5.1f} s  {text}")

    def done(self, task: Task, outcome: Outcome) -> None:
        self._end(task, outcome.status, "  ".join(_filled(table, outcome.usage.seconds) for table in outcome.tables))
        for table in outcome.tables:
            if table.branch:
                self._line(f"      look: levada diff {table.dataset} main {table.branch}")
        for result in outcome.checks:
            if not result.passed:
                rows = f"{result.count:,} of {result.rows:,} rows"
                self._line(f"      {result.severity} {result.dataset}: {result.check}: {rows}")

    def failed(self, task: Task, error: LevadaError) -> None:
        first, *rest = str(error).splitlines() or [""]
        self._end(task, "blocked" if isinstance(error, Blocked) else "failed", first)
        for line in rest:
            self._line(f"      {line}")

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
            click.echo(("\r\x1b[K" if self.moving else "") + text, err=True)

    def _moving(self, text: str) -> None:
        if self.moving:
            width = shutil.get_terminal_size().columns
            click.echo("\r\x1b[K" + text.splitlines()[0][: width - 1], err=True, nl=False)


def _filled(table: TableOutcome, seconds: float) -> str:
    """What a step has done to a table; a rate where there is enough to speak of one."""
    if table.status == "unchanged":
        return f"{table.dataset} nothing new"
    rate = f" ({table.rows / seconds:,.0f}/s)" if seconds >= 1 and table.rows >= 10_000 else ""
    return f"{table.dataset} +{table.rows:,} rows{rate}"
