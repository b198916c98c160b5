"""Doing one task of one run: carry it out, classify failure, leave evidence."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
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
from levada.runtime.scratch import scratch
from levada.runtime.waiting import Lookout, wait

Say = Callable[[str], None]
Ended = Callable[[Outcome], None]
Passing = Callable[[str, int], None]
"""A dataset, and how many of its rows have come so far."""
LOST = (ConnectionError, TimeoutError, sqlite3.OperationalError)
"""Failures of the world, not of the task: trying again may help."""


def perform(
    task: Task,
    run: Run,
    environment: Environment,
    root: Path,
    say: Say = print,
    ended: Ended = lambda _: None,
    publishing: bool = True,
    passing: Passing = lambda dataset, rows: None,
    opened: Callable[[Environment, Path], Lake] = open_lake,
) -> Outcome:
    """Do one task of one run, and record how it ended. `ended` is told that too, also where an error is raised;
    `passing` is told of rows, batch by batch, as they come; `opened` gives the lake.

    Without `publishing` everything is done but that: what has passed its checks stays a draft.

    Raises:
        Skipped: the step is not for this run.
        Blocked: checks of severity error failed; nothing of the step is published.
        Permanent: it cannot succeed until somebody changes something.
        Retryable: it may succeed if tried again.
    """
    meter = Meter()
    say(heading(task, run))
    interval = run.interval.as_json() if run.interval else None
    stages: Batches | None = None
    outcome = Outcome(task.pipeline, task.step, run.id, interval, "failed", item=run.item)
    try:
        with failures_classified():
            admitted(task, run, environment, root, say)
        if isinstance(task.action, Wait):
            outcome = _waited(Lookout(task.action, run, environment, root), outcome, meter, say)
            return outcome
        if isinstance(task.action, Operator):
            raise Permanent(
                f"{task.step} is Airflow's to do ({task.action.path}): leave it out with --skip {task.step}"
            )
        with failures_classified(), scratch(root) as folder:
            lake = opened(environment, root)
            stages = Batches(Work(task, run, environment, lake, root, folder, say=say, passing=passing), outcome, meter)
            outcome = stages.carry_out(publishing)
    except LevadaError as error:
        outcome = failed(stages.reached if stages else outcome, error)
        raise
    except BaseException as error:
        outcome = replace(stages.reached if stages else outcome, error=f"{type(error).__name__}: {error}")
        raise
    finally:
        outcome = replace(outcome, usage=meter.usage())
        if stages:
            work = stages.work
            outcome = replace(outcome, notes=tuple(work.notes), queries=tuple(work.queries), nodes=tuple(work.nodes))
        record(root, outcome)
        for line in summary(outcome):
            say(line)
        ended(outcome)
    return outcome


def _waited(lookout: Lookout, begun: Outcome, meter: Meter, say: Say) -> Outcome:
    with failures_classified(), meter.stage("wait"):
        say(wait(lookout, say))
    return replace(begun, status="arrived")


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
