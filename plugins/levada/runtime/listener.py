"""Who is told of a task while it is done."""

from collections.abc import Callable
from dataclasses import dataclass

from levada.plan.checks import Severity
from levada.runtime.evidence import Outcome

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Listener:
    """What is called with what happens. `say`: a line of progress. `announce`: one before something that may take long;
    without it, `say`. `passing`: a dataset, and how many of its rows have come so far; called often. `found`: a line
    about a check that failed, and whether that holds rows back (an error) or is a warning; without it, `say`. `ended`:
    the outcome, also where an error is raised."""

    say: Say = print
    announce: Say | None = None
    passing: Callable[[str, int], None] = lambda dataset, rows: None
    found: Callable[[Severity, str], None] | None = None
    ended: Callable[[Outcome], None] = lambda outcome: None


PRINTED = Listener()
"""All but rows that pass is printed."""
