"""Whether a task is for this run: the same with and without a scheduler."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import assert_never

from levada.errors import Permanent, Skipped
from levada.lake import ledger
from levada.lake.catalogue import Lake, open_lake
from levada.plan.conditions import DAYS, AllOf, AnyOf, Condition, OnWeekday, ParamIs, RowsPublished, told
from levada.plan.environment import Environment
from levada.plan.graph import Task
from levada.plan.run import Run


def admitted(task: Task, run: Run, environment: Environment, root: Path) -> None:
    """Let a task pass whose condition holds, or that has none.

    Raises:
        Skipped: the condition does not hold.
        Permanent: it cannot be judged, because the run has no interval.
    """
    if task.when is not None and not holds(task.when, run, lambda: open_lake(environment, root)):
        raise Skipped(f"only when {told(task.when)}")


def holds(what: Condition, run: Run, lake: Callable[[], Lake]) -> bool:
    """Whether a condition holds for a run. The lake is opened only for conditions that ask about tables.

    Raises:
        Permanent: it asks for a weekday, and the run has no interval.
    """
    match what:
        case ParamIs():
            params = json.loads(run.params)
            return what.param in params and bool(params[what.param] == json.loads(what.value))
        case RowsPublished():
            return any(entry.run == run.id and entry.rows for entry in ledger.read(lake(), what.dataset).entries)
        case OnWeekday():
            return _day(run) in what.days
        case AllOf():
            return all(holds(one, run, lake) for one in what.conditions)
        case AnyOf():
            return any(holds(one, run, lake) for one in what.conditions)
        case _:
            assert_never(what)


def _day(run: Run) -> str:
    if run.interval is None:
        raise Permanent(f"a weekday is asked for, and run {run.id} has no interval: give the run a date")
    return DAYS[run.interval.local[0].weekday()]
