"""What a pipeline says of its ranges, held against its steps: whether intervals may be done in any order."""

from collections.abc import Iterable, Iterator

from levada.errors import Problem
from levada.plan.graph import Plan
from levada.plan.shares import in_sequence
from levada.spec.project import Project


def review(project: Project, plans: Iterable[Plan]) -> Iterator[Problem]:
    """Batches, and several at once, of what must be done one interval after another."""
    for plan in plans:
        said = plan.backfill
        asks = {"batch_size": said.batch_size, "order": said.newest_first, "max_active_runs": said.max_active_runs > 1}
        key = next((key for key, does in asks.items() if does), None)
        steps, in_turn = tuple(task.step for task in plan.tasks), not (asks["order"] or asks["max_active_runs"])
        if key and (why := in_sequence(plan, steps, in_turn)):
            yield project.problem(plan.pipeline, ("backfill", key), why, "take it out, or change the step", "backfill")
