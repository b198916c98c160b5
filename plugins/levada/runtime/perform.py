"""Doing one task of one run: carry it out, classify failure, leave evidence."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

from levada.engines.base import Work
from levada.errors import Blocked, LevadaError, Permanent, Retryable, Skipped
from levada.lake.catalogue import Lake, open_lake
from levada.lake.outages import told
from levada.plan.actions import Operator, Wait
from levada.plan.checks import CheckResult
from levada.plan.environment import Environment
from levada.plan.graph import Task
from levada.plan.run import Run
from levada.runtime.batches import Batches
from levada.runtime.conditions import admitted
from levada.runtime.evidence import Meter, Outcome, Status, heading, record, summary
from levada.runtime.failures import kind
from levada.runtime.findings import findings
from levada.runtime.listener import PRINTED, Listener
from levada.runtime.scratch import scratch
from levada.runtime.waiting import Lookout, wait

Opened = Callable[[Environment, Path], Lake]
LOST = (ConnectionError, TimeoutError, sqlite3.OperationalError)
"""Failures of the world, not of the task: trying again may help."""


def perform(
    task: Task,
    run: Run,
    environment: Environment,
    root: Path,
    listener: Listener = PRINTED,
    publishing: bool = True,
    opened: Opened = open_lake,
) -> Outcome:
    """Do one task of one run, and record how it ended. `opened` gives the lake.

    Without `publishing` everything is done but that: what has passed its checks stays a draft.

    Raises:
        Skipped: the step is not for this run.
        Blocked: checks of severity error failed; nothing of the step is published.
        Permanent: it cannot succeed until somebody changes something.
        Retryable: it may succeed if tried again.
    """
    attempt = _Attempt(task, run, environment, root, listener)
    listener.say(heading(task, run))
    outcome = attempt.begun
    try:
        outcome = attempt.carry_out(publishing, opened)
    except LevadaError as error:
        outcome = failed(attempt.reached, error)
        raise
    except BaseException as error:
        outcome = replace(attempt.reached, error=f"{type(error).__name__}: {error}")
        raise
    finally:
        outcome = attempt.told(outcome)
        _recorded(root, outcome, listener)
        _tell(task, outcome, listener)
    return outcome


def _recorded(root: Path, outcome: Outcome, listener: Listener) -> None:
    """Leave the record; a failure is not hidden by another one, as where a disk is full."""
    try:
        record(root, outcome)
    except OSError as error:
        if not outcome.error:
            raise
        listener.say(f"no record of this could be written: {error.strerror}")


def _tell(task: Task, outcome: Outcome, listener: Listener) -> None:
    for line in summary(outcome):
        listener.say(line)
    for weight, line in findings(task, outcome):
        if listener.found:
            listener.found(weight, line)
        else:
            listener.say(line)
    listener.ended(outcome)


class _Attempt:
    """One go at one task. `batches`: what it does with tables, once it has begun to."""

    def __init__(self, task: Task, run: Run, environment: Environment, root: Path, listener: Listener) -> None:
        self.task, self.run, self.environment, self.root = task, run, environment, root
        self.listener, self.meter = listener, Meter()
        interval = run.interval.as_json() if run.interval else None
        self.begun = Outcome(task.pipeline, task.step, run.id, interval, "failed", item=run.item)
        self.batches: Batches | None = None

    @property
    def reached(self) -> Outcome:
        """How far it has come."""
        return self.batches.reached if self.batches else self.begun

    def carry_out(self, publishing: bool, opened: Opened) -> Outcome:
        with failures_classified():
            admitted(self.task, self.run, self.environment, self.root, self.listener.say)
        match self.task.action:
            case Wait() as action:
                return self._waited(action)
            case Operator(path):
                step = self.task.step
                raise Permanent(f"{step} is Airflow's to do ({path}): leave it out with --skip {step}")
        with failures_classified(), scratch(self.root) as folder, ExitStack() as last:
            lake = opened(self.environment, self.root)
            work = Work(
                self.task,
                self.run,
                self.environment,
                lake,
                self.root,
                folder,
                say=self.listener.say,
                announce=self.listener.announce or self.listener.say,
                passing=self.listener.passing,
                last=last,
            )
            self.batches = Batches(work, self.begun, self.meter)
            return self.batches.carry_out(publishing)

    def _waited(self, action: Wait) -> Outcome:
        with failures_classified(), self.meter.stage("wait"):
            say = self.listener.say
            say(wait(Lookout(action, self.run, self.environment, self.root), say))
        return replace(self.begun, status="arrived")

    def told(self, outcome: Outcome) -> Outcome:
        """With what it cost and what engines have said on the way."""
        outcome = replace(outcome, usage=self.meter.usage())
        if not self.batches:
            return outcome
        work = self.batches.work
        return replace(outcome, notes=tuple(work.notes), queries=tuple(work.queries), nodes=tuple(work.nodes))


def failed(reached: Outcome, error: LevadaError) -> Outcome:
    """How far it came: a step of several tables may have published some of them."""
    status: Status = "partial" if reached.tables else "failed"
    if isinstance(error, Blocked | Skipped):
        status = "blocked" if isinstance(error, Blocked) else "skipped"
    checks = tuple(result for result in getattr(error, "results", ()) if isinstance(result, CheckResult))
    again = isinstance(error, Retryable)
    return replace(reached, status=status, checks=checks, error=str(error), error_id=kind(error), retryable=again)


@contextmanager
def failures_classified() -> Iterator[None]:
    """What the world did to us is worth another try; what we did ourselves passes as it is."""
    try:
        with told():
            yield
    except LOST as error:
        raise Retryable(f"{type(error).__name__}: {error}; trying again may help") from error
