"""What functions ask of the run by the names of their parameters, which no spec says."""

from collections.abc import Collection, Iterable
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
    with suppress(Permanent, SyntaxError):
        return asks_for(task, root, INTERVAL_WORDS)
    return False


def asks_for(task: Task, root: Path, words: Collection[str]) -> bool:
    """Whether a step's function has a parameter of one of these names.

    Raises:
        Permanent: its file is not there."""
    return isinstance(task.action, Python) and not parameters(root / FOLDER, task.action.module).isdisjoint(words)
