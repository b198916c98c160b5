"""Several intervals done as one: steps that come to the same take all of them at once, the others one by one."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from levada.cli.output import begins
from levada.cli.progress import Progress
from levada.cli.project import Place
from levada.cli.steps import FINE, Told, outcomes
from levada.engines.functions.asking import asks_for
from levada.intervals import UNITS, Interval, containing
from levada.plan.graph import Backfill, Plan
from levada.plan.run import Run
from levada.plan.shares import DATES, together
from levada.plan.triggers import End

WORST: tuple[End, ...] = ("failed", "upstream_failed", "success", "skipped")


@dataclass(frozen=True, slots=True)
class Batch:
    """`whole`: the run of all its intervals at once; `units`: the runs of each, the first one first."""

    whole: Run
    units: tuple[Run, ...]

    @property
    def name(self) -> str:
        """As a person calls it: its interval, or the first and the last."""
        first, last = begins(self.units[0].interval), begins(self.units[-1].interval)
        return first if len(self.units) == 1 else f"{first} … {last}"


def ordered(backfill: Backfill, runs: Sequence[Run]) -> tuple[Batch, ...]:
    """The batches of runs that follow one another, in the order in which they are to be done."""
    found = batches(runs, backfill.batch_size)
    return found[::-1] if backfill.newest_first else found


def batches(runs: Sequence[Run], size: str) -> tuple[Batch, ...]:
    """Runs of intervals that follow one another, by the larger unit that they begin in; of no size: each for itself."""
    if not size:
        return tuple(Batch(run, (run,)) for run in runs)
    return tuple(_batch(tuple(group)) for _, group in groupby(runs, lambda run: _unit_of(run, size)))


def _unit_of(run: Run, size: str) -> Interval | None:
    return run.interval and containing(run.interval.start, UNITS[size], run.interval.timezone)


def _batch(units: tuple[Run, ...]) -> Batch:
    first, last = units[0].interval, units[-1].interval
    if len(units) == 1 or first is None or last is None:
        return Batch(units[0], units)
    span = first.span(last)
    return Batch(replace(units[0], id=f"manual__{span}", interval=span), units)


def at_once(plan: Plan, place: Place) -> frozenset[str]:
    """The steps that take a batch at once; a function that has a parameter for the date is called for each."""
    return together(plan) - {task.step for task in plan.tasks if asks_for(task, place.root, DATES)}


def done(
    place: Place, plan: Plan, batch: Batch, asked: tuple[str, ...], progress: Progress, publishing: bool
) -> Iterator[Told]:
    """Outcomes of a batch's steps, in the plan's order. After a failure the other intervals of the step are left out,
    and what comes after it as its trigger rule says."""
    if len(batch.units) == 1:
        yield from outcomes(place, plan, batch.whole, asked, progress, publishing)
        return
    ends: dict[tuple[str, str], End] = {}
    for whole, group in groupby(asked, at_once(plan, place).__contains__):
        steps = tuple(group)
        for run in (batch.whole,) if whole else batch.units:
            known = _known(ends, run, batch)
            told = list(outcomes(place, plan, run, steps, progress, publishing, known))
            known |= {str(one["step"]): "skipped" for one in told if one["status"] == "drafted"}  # not for others yet
            ends |= {(step, run.id): known[step] for step in steps if step in known}
            yield from told
            if any(one["status"] not in FINE for one in told):
                break


def _known(ends: Mapping[tuple[str, str], End], run: Run, batch: Batch) -> dict[str, End]:
    """How steps have ended for a run: for a whole batch, as for the worst of its intervals; for an interval that none
    came to, as if something before it had failed."""
    runs = [one.id for one in ((batch.whole, *batch.units) if run is batch.whole else (batch.whole, run))]
    said = {step: [ends[step, id_] for id_ in runs if (step, id_) in ends] for step, _ in ends}
    return {step: min(found, key=WORST.index, default="upstream_failed") for step, found in said.items()}
