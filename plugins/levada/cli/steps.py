"""The steps of one run, one after another: each has its turn, or is passed over, by how those before it ended."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Literal

from levada.cli.progress import Progress
from levada.cli.project import Place
from levada.errors import LevadaError, Skipped
from levada.plan.graph import Plan, Task
from levada.plan.run import Run
from levada.plan.triggers import End, Turn, turn

if TYPE_CHECKING:
    from levada.runtime.evidence import Outcome

PASSED_OVER: dict[Turn, Literal["skipped", "left out"]] = {"skipped": "skipped", "upstream_failed": "left out"}
FINE = frozenset({"published", "unchanged", "verified", "drafted", "arrived", "skipped"})
"""How a step may end in a run that succeeded."""

Told = dict[str, object]


def outcomes(
    place: Place, plan: Plan, run: Run, asked: tuple[str, ...], progress: Progress, publishing: bool = True,
    known: Mapping[str, End] | None = None,
) -> Iterator[Told]:  # fmt: skip
    """Outcomes in order, as JSON. Only steps that are `asked` for are done, and judged by, besides those that are
    `known` to have ended.

    Without `publishing` drafts stay drafts, and steps that would have to read one are skipped."""
    progress.begin(plan, run)
    ends: dict[str, End] = dict(known or {})
    drafted: set[str] = set()
    for task in plan.tasks:
        if task.step not in asked:
            continue
        before = {step: ends[step] for step in task.after if step in ends}
        comes = turn(task.trigger_rule, before.values())
        if waiting := drafted & set(before):
            before, comes = dict.fromkeys(waiting, "skipped"), "skipped"
        if comes == "run":
            told, ends[task.step] = _done(place, task, run, progress, publishing)
            drafted |= {task.step} if told["status"] == "drafted" else set()
        else:
            told, ends[task.step] = _passed_over(task, run, comes, before, progress), comes
        yield told


def _done(place: Place, task: Task, run: Run, progress: Progress, publishing: bool) -> tuple[Told, End]:
    from levada.runtime.perform import perform

    with progress.step(task) as (say, passing):
        left: list[Outcome] = []
        try:
            outcome = perform(task, run, place.environment, place.root, say, left.append, publishing, passing)
            progress.done(task, outcome)
            end: End = "success"
        except Skipped as error:
            progress.skipped(task, str(error))
            end = "skipped"
        except LevadaError as error:
            progress.failed(task, error)
            end = "failed"
        return left[0].as_json(), end


def one(place: Place, task: Task, run: Run, progress: Progress) -> Told:
    """One step by itself."""
    return _done(place, task, run, progress, publishing=True)[0]


def _passed_over(task: Task, run: Run, comes: Turn, before: dict[str, End], progress: Progress) -> Told:
    """A step whose turn does not come, and because of which others."""
    from levada.runtime.evidence import Outcome

    status = PASSED_OVER[comes]
    because = sorted(step for step, end in before.items() if _explains(comes, end)) or sorted(before)
    progress.passed_over(task, status, because)
    interval = run.interval.as_json() if run.interval else None
    return Outcome(task.pipeline, task.step, run.id, interval, status, after=tuple(because)).as_json()


def _explains(comes: Turn, end: End) -> bool:
    return end in ("failed", "upstream_failed") if comes == "upstream_failed" else end == "skipped"
