"""Which steps of which pipelines are out of date, for which intervals: in an order in which they can be done again."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from pathlib import Path

from levada.engines.base import Work
from levada.intervals import Interval, last_complete, last_on, on, units
from levada.lake import ledger
from levada.lake.catalogue import Lake, Still
from levada.plan.environment import Environment
from levada.plan.graph import Plan, Read, Task
from levada.plan.run import Item, Run, manual
from levada.plan.shares import by_interval
from levada.runtime.items import listed
from levada.runtime.standing import Standing, entries, standing


@dataclass(frozen=True, slots=True)
class Upkeep:
    """Every plan of a project, and where it is carried out. `scratch`: a folder for what is only looked at."""

    plans: tuple[Plan, ...]
    environment: Environment
    lake: Lake
    root: Path
    scratch: Path

    def tasks(self) -> tuple[tuple[Plan, Task], ...]:
        """Every step of every pipeline, after those that fill what it reads and those it names."""
        every = {(plan.pipeline, task.step): (plan, task) for plan in self.plans for task in plan.tasks if task.into}
        writer = {table.name: key for key, (_, task) in every.items() for table in task.tables}
        before = {
            key: [writer[name] for name in (*(read.dataset for read in task.reads), *task.listing) if name in writer]
            + [(key[0], step) for step in task.after if (key[0], step) in every]
            for key, (_, task) in every.items()
        }
        return tuple(every[key] for key in TopologicalSorter(before).static_order())

    def standings(self, still: bool = True) -> tuple[Standing, ...]:
        """How every step stands for each of its intervals. What reads something stale is stale itself."""
        looked = replace(self, lake=Still(self.lake.catalog, self.lake.root)) if still else self
        found: dict[str, list[tuple[Task, Standing]]] = {}
        for plan, task in looked.tasks():
            for run in looked.runs(plan, task):
                one = _following(task, looked.standing(task, run), found)
                for table in task.tables:
                    found.setdefault(table.name, []).append((task, one))
        return tuple(dict.fromkeys(one for every in found.values() for _, one in every))

    def standing(self, task: Task, run: Run) -> Standing:
        """How one step stands for one interval and item, whatever its inputs are about to become."""
        return standing(Work(task, run, self.environment, self.lake, self.root, self.scratch))

    def runs(self, plan: Plan, task: Task) -> Iterator[Run]:
        """Whatever a step has, or ought to have, rows of: its intervals, for each of its items as they are now."""
        items = listed(task.for_each, lambda: self.lake, self.scratch) if task.for_each else (None,)
        intervals = self.intervals(plan, task)
        yield from (again(plan, interval, item) for item in items for interval in intervals)

    def intervals(self, plan: Plan, task: Task) -> tuple[Interval | None, ...]:
        """The intervals that a step has or ought to have rows of, the first one first; a step that comes to the same
        result for each, and one that only keeps the last, has the one it was done for."""
        done = [entry.interval for entry in entries(self.lake, task)]
        own = by_interval(task) or task.step in plan.dated
        if not own or all(table.strategy == "replace" for table in task.tables):
            return (done[-1],) if done else tuple(_due(plan, ()))[-1:] or (None,)
        known = {interval for interval in done if interval}
        due = _due(plan, known) if plan.schedule.unit else self._brought(task)
        larger = [interval for interval in due if not any(_within(interval, other) for other in known)]
        return tuple(sorted({*known, *larger}))

    def _brought(self, task: Task) -> Iterator[Interval]:
        """The intervals of what a step reads: where no calendar says when it runs, they do."""
        for read in task.reads:
            if read.rows == "interval":
                found = ledger.read(self.lake, read.dataset).entries
                yield from (entry.interval for entry in found if entry.interval)


def _due(plan: Plan, known: Iterable[Interval]) -> Iterator[Interval]:
    """What the schedule asks for by now: from `start_date`, or else from the first that was done."""
    when = plan.schedule
    if when.unit is None:
        return
    newest = last_complete(datetime.now(UTC), when.unit, when.timezone)
    if when.end_date:
        newest = min(newest, last_on(when.end_date, when.unit, when.timezone))
    first = on(when.start_date, when.unit, when.timezone) if when.start_date else min((*known, newest))
    yield from units(first, newest, when.unit)


def _within(inner: Interval, outer: Interval) -> bool:
    return inner != outer and outer.start <= inner.start and inner.end <= outer.end


def _following(task: Task, one: Standing, found: dict[str, list[tuple[Task, Standing]]]) -> Standing:
    """What is published from something that is stale is about to be stale."""
    if one.state not in ("published", "unverified"):
        return one
    stale = [read.dataset for read in task.reads for theirs, other in found.get(read.dataset, ())
             if other.state == "stale" and _reaches(read, theirs, other.interval, one.interval)]  # fmt: skip
    reasons = tuple(f"{name} is out of date" for name in dict.fromkeys(stale))
    return replace(one, state="stale", reasons=reasons) if stale else one


def _reaches(read: Read, theirs: Task, changed: Interval | None, interval: Interval | None) -> bool:
    """Whether a change of what a step reads, in one interval, may change what it reads for another."""
    if read.rows != "interval" or changed is None or interval is None or not by_interval(theirs):
        return True
    return changed.overlaps(interval.since(read.lookback))


def again(plan: Plan, interval: Interval | None, item: Item | None) -> Run:
    """The run that brings a step up to date for an interval and an item: with the params that have a default."""
    values = {param.name: param.value() for param in plan.params}
    defaults = {name: schema["default"] for name, schema in values.items() if "default" in schema}
    return replace(manual(interval, datetime.now(UTC)), params=json.dumps(defaults, sort_keys=True), item=item)
