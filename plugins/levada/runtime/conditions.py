"""Whether a task is for this run: the same with and without a scheduler."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import assert_never

from levada.engines.embedded.condition import says
from levada.errors import Permanent, Skipped
from levada.lake import ledger
from levada.lake.catalogue import open_lake
from levada.plan.conditions import DAYS, AllOf, AnyOf, Condition, OnWeekday, ParamIs, RowsPublished, Says, told
from levada.plan.environment import Environment
from levada.plan.graph import Task
from levada.plan.run import Run
from levada.runtime.scratch import scratch


@dataclass(frozen=True, slots=True)
class Judge:
    """Whoever says whether conditions hold for a run, and where he looks. `root`: the project's folder. `say`: one line
    of what functions print."""

    run: Run
    environment: Environment
    root: Path
    say: Callable[[str], None] = print

    def holds(self, what: Condition) -> bool:
        """Whether a condition holds. The lake is opened only for conditions that ask about tables.

        Raises:
            Permanent: it asks for a weekday, and the run has no interval; or its function has failed.
            Retryable: its function's process was killed.
        """
        match what:
            case ParamIs():
                params = json.loads(self.run.params)
                return what.param in params and bool(params[what.param] == json.loads(what.value))
            case RowsPublished():
                return self._published(what.dataset)
            case OnWeekday():
                return _day(self.run) in what.days
            case Says():
                return self._says(what)
            case AllOf():
                return all(map(self.holds, what.conditions))
            case AnyOf():
                return any(map(self.holds, what.conditions))
            case _:
                assert_never(what)

    def _published(self, dataset: str) -> bool:
        entries = ledger.read(open_lake(self.environment, self.root), dataset).entries
        return any(entry.run == self.run.id and entry.rows for entry in entries)

    def _says(self, what: Says) -> bool:
        with scratch(self.root) as folder:
            return says(what, self.run, self.root, folder, self.say)


def admitted(task: Task, run: Run, environment: Environment, root: Path, say: Callable[[str], None] = print) -> None:
    """Let a task pass whose condition holds, or that has none.

    Raises:
        Skipped: the condition does not hold.
        Permanent, Retryable: it cannot be judged.
    """
    if task.when is not None and not Judge(run, environment, root, say).holds(task.when):
        raise Skipped(f"only when {told(task.when)}")


def _day(run: Run) -> str:
    if run.interval is None:
        raise Permanent(f"a weekday is asked for, and run {run.id} has no interval: give the run a date")
    return DAYS[run.interval.local[0].weekday()]
