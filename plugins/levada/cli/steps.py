"""The steps of one run, one after another: each has its turn, or is passed over, by how those before it ended."""

from collections.abc import Iterator, Set
from dataclasses import replace
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
    known: dict[str, End] | None = None,
) -> Iterator[Told]:  # fmt: skip
    """Outcomes in order, as JSON. Only steps that are `asked` for are done, and judged by, besides those that are
    `known` to have ended, to which they are added.

    Without `publishing` drafts stay drafts, and steps that would have to read one are skipped."""
    progress.begin(plan, run)
    ends = {} if known is None else known
    drafted: set[str] = set()
    for task in plan.tasks:
        if task.step not in asked:
            continue
        before = {step: ends[step] for step in task.after if step in ends}
        comes = turn(task.trigger_rule, before.values())
        if waiting := drafted & set(before):
            before, comes = dict.fromkeys(waiting, "skipped"), "skipped"
        if comes == "run":
            each, ends[task.step] = _attempted(place, task, run, progress, publishing)
            drafted |= {task.step} if any(told["status"] == "drafted" for told in each) else set()
            yield from each
        else:
            ends[task.step] = comes
            yield _passed_over(task, run, comes, before, progress)


def _attempted(place: Place, task: Task, run: Run, progress: Progress, publishing: bool) -> tuple[list[Told], End]:
    """A step, or all items of it: one that fails does not keep the others from being tried."""
    if task.for_each is None:
        told, end = _done(place, task, run, progress, publishing)
        return [told], end
    from levada.runtime.items import each, items

    left: list[Outcome] = []
    with progress.step(task) as listener:
        try:
            found = items(task, run, place.environment, place.root, replace(listener, ended=left.append))
        except Skipped as error:
            progress.skipped(task, str(error))
            return [left[0].as_json()], "skipped"
        except LevadaError as error:
            progress.failed(task, error)
            return [left[0].as_json()], "upstream_failed"
    done = [_done(place, each(task), replace(run, item=item), progress, publishing) for item in found]
    return [told for told, _ in done], _altogether({end for _, end in done})


def _altogether(ends: Set[End]) -> End:
    """How a step ended whose items ended so: in Airflow, the task that stands for all of them is not tried after a
    failure."""
    return "upstream_failed" if "failed" in ends else "success" if "success" in ends else "skipped"


def _done(place: Place, task: Task, run: Run, progress: Progress, publishing: bool) -> tuple[Told, End]:
    from levada.runtime.perform import perform

    shown = task if run.part is None else replace(task, step=f"{task.step}[{run.part}]")
    with progress.step(shown) as listener:
        left: list[Outcome] = []
        told = replace(listener, ended=left.append)
        try:
            outcome = perform(task, run, place.environment, place.root, told, publishing, place.opened)
            progress.done(shown, outcome)
            end: End = "success"
        except Skipped as error:
            progress.skipped(shown, str(error))
            end = "skipped"
        except LevadaError as error:
            progress.failed(shown, error)
            end = "failed"
        return left[0].as_json(), end


def one(place: Place, task: Task, run: Run, progress: Progress) -> Told:
    """One step by itself, or one item of it."""
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
