"""How a range of intervals is done, in words."""

from collections.abc import Iterable, Iterator

from levada.intervals import UNITS
from levada.plan.graph import Plan
from levada.plan.shares import shares, together


def backfill(plan: Plan) -> Iterator[str]:
    """How a range of intervals is done without a scheduler, and which steps then take several at once."""
    said, unit = plan.backfill, plan.schedule.unit or UNITS["day"]
    whole = f"all intervals of a {said.batch_size} at once" if said.batch_size else f"{unit} by {unit}"
    order = "the newest first" if said.newest_first else "the oldest first"
    beside = f", {said.max_active_runs} at a time" if said.max_active_runs > 1 else ""
    yield f"ranges  with levada run: {whole}, {order}{beside}"
    parts = shares(plan, tuple(task.step for task in plan.tasks))
    joined = together(plan) if said.batch_size else frozenset()
    yield from _steps("at once", (step for step in parts.each if step in joined))
    yield from _steps(f"{unit} by {unit}", (step for step in parts.each if step not in joined))
    yield from _steps("once for all", (*parts.before, *parts.after))


def _steps(how: str, steps: Iterable[str]) -> Iterator[str]:
    if found := ", ".join(steps):
        yield f"        {how}: {found}"
