"""What functions ask of the run by the names of their parameters, which no spec says."""

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from levada.engines.functions.modules import FOLDER, parameters
from levada.errors import Permanent
from levada.names import INTERVAL_WORDS
from levada.plan.actions import Python
from levada.plan.graph import Task


def dated(tasks: Iterable[Task], root: Path) -> tuple[str, ...]:
    """The steps of a project at `root` whose functions ask for something of the run's interval."""
    return tuple(task.step for task in tasks if asks_for_dates(task, root))


def asks_for_dates(task: Task, root: Path) -> bool:
    """Whether a step's function has a parameter that gets something of the run's interval. Of a file that is not there,
    or is no Python, others speak."""
    if isinstance(task.action, Python):
        with suppress(Permanent, SyntaxError):
            return bool(parameters(root / FOLDER, task.action.module) & set(INTERVAL_WORDS))
    return False
