"""Which steps of a plan may be done for several intervals at once, which once before them, and which once after."""

from dataclasses import dataclass

import click

from levada.plan.graph import Plan, Task


@dataclass(frozen=True, slots=True)
class Shares:
    """Steps by name. `before`: come to the same result for every interval, and read nothing that does not.

    `each`: every interval's own. `after`: read what the intervals have filled, all of it, so that once is enough."""

    before: tuple[str, ...]
    each: tuple[str, ...]
    after: tuple[str, ...]


def shares(plan: Plan, asked: tuple[str, ...]) -> Shares:
    """The shares of those steps of a plan that are asked for.

    Raises:
        UsageError: an interval's result depends on those before it: they have to come one after another.
    """
    from levada.runtime.fingerprint import by_interval

    share: dict[str, str] = {}
    for task in plan.tasks:
        above = {share[step] for step in task.after}
        if by_interval(task):
            if task.step in asked:
                _refuse_order(plan, task, share)
            share[task.step] = "each"
        else:
            share[task.step] = "after" if above & {"each", "after"} else "before"
    chosen = [step for step in share if step in asked]
    return Shares(*(tuple(step for step in chosen if share[step] == name) for name in ("before", "each", "after")))


def _refuse_order(plan: Plan, task: Task, share: dict[str, str]) -> None:
    whole = {read.dataset for read in task.reads if read.rows == "all"} | {*task.listing}
    fills = {table.name: other.step for other in plan.tasks for table in other.tables}
    growing = [name for name in whole if share.get(fills.get(name, "")) in ("each", "after")]
    replaced = [table.name for table in task.tables if table.strategy == "replace"]
    if growing or replaced or any(share[step] == "after" for step in task.after):
        did = f"reads all of {growing[0]}" if growing else "replaces its table" if replaced else "comes after others"
        why = f"step {task.step} {did}, so that its intervals must come one after another"
        raise click.UsageError(f"--jobs: {why}: leave --jobs out")
