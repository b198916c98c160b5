"""Which steps of a plan are done once for a range of intervals, and which for each; and of these, which may take
several intervals at once."""

from collections.abc import Mapping
from dataclasses import dataclass

from levada.names import INTERVAL_WORDS, TEMPLATE, template_words
from levada.plan import codec
from levada.plan.actions import Ingest, Wait
from levada.plan.conditions import asked_about
from levada.plan.graph import Plan, Task

DATES = frozenset({"ds", "ds_nodash"})
"""Words that are one interval's; a moment that is written out is, too. Others may be a range's ends."""


@dataclass(frozen=True, slots=True)
class Shares:
    """Steps by name. `before`: come to the same result for every interval, and read nothing that does not.

    `each`: every interval's own. `after`: read what the intervals have filled, all of it, so that once is enough."""

    before: tuple[str, ...]
    each: tuple[str, ...]
    after: tuple[str, ...]


def shares(plan: Plan, asked: tuple[str, ...]) -> Shares:
    """The shares of those steps of a plan that are asked for."""
    share = _share(plan)
    chosen = [step for step in share if step in asked]
    return Shares(*(tuple(step for step in chosen if share[step] == name) for name in ("before", "each", "after")))


def in_sequence(plan: Plan, asked: tuple[str, ...], in_turn: bool = False) -> str:
    """Why the intervals of a step must come one after another: its result depends on those before; empty: none does.
    `in_turn`: they come in batches, but the oldest first, so that all that is looked back at is there."""
    share = _share(plan)
    growing = {table.name for task in plan.tasks if share[task.step] != "before" for table in task.tables}
    filled = {table.name for task in plan.tasks if task.step in asked for table in task.tables} & growing
    for task in plan.tasks:
        if task.step not in asked or share[task.step] != "each":
            continue
        if did := _depends(task, growing, share) or ("" if in_turn else _looks_back(task, filled)):
            return f"step {task.step} {did}, so that its intervals must come one after another"
    return ""


def _depends(task: Task, growing: set[str], share: Mapping[str, str]) -> str:
    """What a step does because of which its result depends on the intervals before; empty: nothing."""
    whole = (*(read.dataset for read in task.reads if read.rows == "all"), *task.listing)
    if grown := [dataset for dataset in whole if dataset in growing]:
        return f"reads all of {grown[0]}"
    if task.read_on:
        return f"reads what is new in {task.read_on[0]}"
    if any(table.strategy == "replace" for table in task.tables):
        return "replaces its table"
    return "comes after others" if any(share[step] == "after" for step in task.after) else ""


def _looks_back(task: Task, filled: set[str]) -> str:
    """The same, of what the very range fills: the rows before an interval may not be there yet when it is computed."""
    back = [read.dataset for read in task.reads if read.lookback and read.dataset in filled]
    return f"looks back at rows of {back[0]} that other intervals bring" if back else ""


def _share(plan: Plan) -> dict[str, str]:
    share: dict[str, str] = {}
    for task in plan.tasks:
        above = {share[step] for step in task.after}
        if by_interval(task) or task.step in plan.dated or isinstance(task.action, Wait):
            share[task.step] = "each"
        else:
            share[task.step] = "after" if above & {"each", "after"} else "before"
    return share


def by_interval(task: Task) -> bool:
    """Whether a task comes to another result for another interval; most come to the same one for each. Rows that a job
    appends are each interval's own, whatever it reads, unless it reads what is new."""
    appends = (
        not isinstance(task.action, Ingest)
        and not task.read_on
        and any(table.strategy == "append" for table in task.tables)
    )
    return task.interval_read or appends or bool(set(template_words(codec.encode(task))) & set(INTERVAL_WORDS))


def together(plan: Plan) -> frozenset[str]:
    """Steps that come to the same rows for several intervals at once: those that replace just the rows of the time they
    have read, and ask for no date, by a template or a condition, nor are asked about by one."""
    watched = {dataset for task in plan.tasks if task.when for dataset in asked_about(task.when)}
    return frozenset(task.step for task in plan.tasks if _at_once(task) and not watched & _filled(task))


def _at_once(task: Task) -> bool:
    if task.when or task.for_each or _dated(codec.encode(task)) or isinstance(task.action, Ingest):
        return False
    if isinstance(task.action, Wait):
        return True
    overwritten = all(table.strategy == "insert_overwrite" and table.event_time for table in task.tables)
    return task.interval_read and bool(task.tables) and overwritten


def _dated(task: str) -> bool:
    return bool(set(template_words(task)) & DATES) or any(".strftime(" in word for word in TEMPLATE.findall(task))


def _filled(task: Task) -> set[str]:
    return {table.name for table in task.tables}
