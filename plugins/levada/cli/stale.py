"""`levada run --stale`: do again exactly what is out of date, pipeline after pipeline."""

from collections.abc import Iterator

from levada.cli.intervals import upkeep
from levada.cli.progress import Progress
from levada.cli.project import Place
from levada.cli.steps import FINE, Told, one
from levada.intervals import Interval
from levada.plan.graph import Plan, Task


def redone(place: Place, names: tuple[str, ...], progress: Progress) -> Iterator[Told]:
    """Outcomes, in an order in which nothing is done before what it reads. `names`: pipelines; none: all.

    Each step is asked when its turn comes, so that a change upstream that made no difference ends there. What reads
    something that failed is left as it is."""
    failed: set[str] = set()
    with upkeep(place) as looked:
        for plan, task in looked.tasks():
            if names and plan.pipeline not in names:
                continue
            if failed & {read.dataset for read in task.reads}:
                failed |= {table.name for table in task.tables}
                continue
            for interval in looked.intervals(plan, task):
                if looked.standing(plan, task, interval).state != "stale":
                    continue
                told = _again(place, plan, task, interval, progress)
                if told["status"] not in FINE:
                    failed |= {table.name for table in task.tables}
                yield told


def _again(place: Place, plan: Plan, task: Task, interval: Interval | None, progress: Progress) -> Told:
    from levada.runtime.outdated import again

    run = again(plan, interval)
    progress.begin(plan, run)
    return one(place, task, run, progress)
