"""Ask a function of `spark_jobs/`, in a child process, whether a step is for a run."""

from collections.abc import Callable
from pathlib import Path

from levada.engines.embedded.child import asked
from levada.errors import Permanent, Retryable
from levada.plan.conditions import Says
from levada.plan.run import Run


def says(what: Says, run: Run, root: Path, scratch: Path, say: Callable[[str], None]) -> bool:
    """What the function says of a run.

    Raises:
        Permanent: it is not there, has failed, or returned neither True nor False.
        Retryable: it has failed because somebody could not be reached.
    """
    outcome = asked(what, run, root, scratch, say)
    if "error" in outcome:
        raise (Retryable if outcome.get("passing") else Permanent)(str(outcome["error"]))
    return bool(outcome["answer"])
