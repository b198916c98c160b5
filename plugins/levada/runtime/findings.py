"""What a log says of checks that failed, so that it stands out, and is said once."""

from collections.abc import Iterator

from levada.errors import LevadaError
from levada.plan.checks import Severity
from levada.plan.graph import Task
from levada.runtime.evidence import Outcome


def findings(task: Task, outcome: Outcome) -> Iterator[tuple[Severity, str]]:
    """The checks that failed, in lines, each with its weight: an error where it holds rows back, else a warning."""
    lenient = {table.name for table in task.tables if table.on_failure == "warn"}
    for result in outcome.checks:
        held = outcome.status == "blocked" and result.blocks and result.dataset not in lenient
        for line in () if result.passed else result.told:
            yield "error" if held else "warning", line


def untold(error: LevadaError) -> Iterator[str]:
    """An error's message line by line, without what `findings` has told already."""
    told = {line for result in getattr(error, "results", ()) for line in result.told}
    return (line for line in str(error).splitlines() if line not in told)
