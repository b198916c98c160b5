"""`levada run --stale`: do again exactly what is out of date, pipeline after pipeline."""

from collections.abc import Iterator
from dataclasses import replace

from levada.cli.intervals import upkeep
from levada.cli.progress import Progress
from levada.cli.project import Place
from levada.cli.steps import FINE, Told, one
from levada.plan.graph import Plan, Task
from levada.plan.run import Run


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
            for run in looked.runs(plan, task):
                state = looked.standing(task, run).state
                if state not in ("stale", "unverified"):
                    continue
                told = _again(place, plan, task, run, progress, state == "stale")
                if told["status"] not in FINE:
                    failed |= {table.name for table in task.tables}
                yield told


def _again(place: Place, plan: Plan, task: Task, run: Run, progress: Progress, stale: bool) -> Told:
    """One step for one interval and item. What it appended and would append otherwise by now is loaded anew in its
    place; what reads new rows reads on."""
    appended = not task.read_on and any(table.strategy == "append" for table in task.tables)
    progress.begin(plan, run)
    return one(place, task, replace(run, reload=stale and appended), progress)
