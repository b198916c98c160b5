"""When a pipeline runs: crons, time zones, dates."""

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from levada.intervals import FIRST, LAST, PRESETS, TICK, UNITS, clock, shortest_gap, step, unit_of
from levada.names import length, nearest
from levada.spec.rules.case import Case
from levada.spec.schedule import AnyOf
from levada.spec.source import Mistake

CRON_CURE = "five fields, minute hour day month weekday, as in 0 4 * * *, or one of " + ", ".join(PRESETS)
FIELDS = 5


def crons(case: Case) -> Iterator[Mistake]:
    """A cron that is none, that never comes, or whose calendar unit is not plain."""
    said, path = case.pipeline.schedule, ("schedule", "cron")
    if said.cron is None or case.page.touched(("schedule", "interval")):
        return
    try:
        if not _is_cron(said.cron):
            yield Mistake(path, f"{said.cron!r} is not a cron expression", CRON_CURE)
        elif said.interval is None and unit_of(said.cron) is None:
            hint = "say it: interval: day (or hour, week, month, year)"
            message = f"{said.cron!r} does not come exactly once in every hour, day, week, month or year"
            yield Mistake(path, message, hint)
    except ValueError:
        yield Mistake(path, f"{said.cron!r} never comes", CRON_CURE)


def gaps(case: Case) -> Iterator[Mistake]:
    """A cron that does not come in every unit that its runs stand for, so that nobody does what lies before."""
    said = case.pipeline.schedule
    if said.cron and said.interval and not list(crons(case)) and _leaves_out(said.cron, said.interval):
        unit = said.interval
        message = f"{said.cron!r} does not come in every {unit}: the {unit} before such a one has no run"
        hint = f"let it come in every {unit}, or do the others by hand: levada run --date"
        yield Mistake(("schedule", "cron"), message, hint, severity="warning")


FREE = {"hour": slice(1, 5), "day": slice(2, 5), "week": slice(2, 4)}
"""Fields of a cron that may leave out a unit; of most crons these say nothing, and no calendar is needed."""


@cache
def _leaves_out(cron: str, interval: str) -> bool:
    """Whether there is a unit in which a cron does not come, in the years from a leap year on."""
    fields = PRESETS.get(cron, cron).split()
    if interval in FREE and set(fields[FREE[interval]]) == {"*"}:
        return False
    start, unit = datetime(2024, 1, 1), UNITS[interval]
    for _ in range({"hour": 200, "day": 400, "week": 60, "month": 24}.get(interval, 4)):
        end = step(start, unit, 1)
        if clock(cron, start - TICK).get_next(datetime) >= end:
            return True
        start = end
    return False


@cache
def _is_cron(text: str) -> bool:
    """croniter knows more than the scheduler does: seconds, hashes, random fields."""
    if text in PRESETS:
        return True
    from croniter import croniter

    fields = text.split()
    strange = any(mark in field.upper().replace("THU", "").replace("FRI", "").replace("MAR", "").replace("APR", "")
                  for field in fields[:3] for mark in ("H", "R"))  # fmt: skip
    return len(fields) == FIELDS and not strange and bool(croniter.is_valid(text))


def jitters(case: Case) -> Iterator[Mistake]:
    """A delay where no cron starts runs, unless defaults say it for all; one that reaches into the next run."""
    said, path = case.pipeline.schedule, ("schedule", "jitter")
    if said.jitter is None or case.page.touched(("schedule", "cron")):
        return
    if said.cron is None and not case.inherited(path):
        yield Mistake(path, "only runs that a cron starts begin later", "give a cron, or take it out", key=True)
    elif said.cron and not list(crons(case)) and said.jitter >= (gap := shortest_gap(said.cron)).total_seconds():
        message = f"{said.cron!r} may come again after {length(gap.total_seconds())}, before such a run has begun"
        yield Mistake(path, message, f"say less than {gap}, or `jitter: null` in {case.name}")


def backfills(case: Case) -> Iterator[Mistake]:
    """Batches that are no longer than the intervals they are to hold."""
    size = case.pipeline.backfill.batch_size
    if size is None or case.page.touched(("schedule",)) or list(crons(case)):
        return
    said = case.pipeline.schedule
    unit = UNITS[said.interval] if said.interval else unit_of(said.cron) if said.cron else UNITS["day"]
    if unit and UNITS[size].least <= unit.least:
        message = f"one {size} does not hold two intervals: the schedule's unit is the {unit}"
        yield Mistake(("backfill", "batch_size"), message, "say a longer unit, or take it out")


def zones(case: Case) -> Iterator[Mistake]:
    """A time zone that nobody knows."""
    said = case.pipeline.schedule.timezone
    try:
        ZoneInfo(said)
    except (ValueError, OSError, KeyError):
        near = nearest(said, sorted(available_timezones()))
        yield Mistake(("schedule", "timezone"), f"{said!r} is not a time zone", near or "write it as in Europe/Lisbon")


def dates(case: Case) -> Iterator[Mistake]:
    """A last day before the first one, runs to be made up since nobody knows when."""
    said = case.pipeline.schedule
    if said.catchup and said.start_date is None and not case.page.touched(("schedule", "start_date")):
        yield Mistake(("schedule", "catchup"), "runs are to be made up, and since when is not said", "say `start_date`")
    for key, day in (("start_date", said.start_date), ("end_date", said.end_date)):
        if day and not FIRST <= day <= LAST:
            yield Mistake(
                ("schedule", key), f"{day} is no day that runs can have", f"{FIRST} to {LAST}; or leave it out"
            )
    if said.start_date and said.end_date and said.start_date > said.end_date:
        message = f"the last day, {said.end_date}, is before the first, {said.start_date}"
        yield Mistake(("schedule", "end_date"), message, "exchange them")


def triggers(case: Case) -> Iterator[Mistake]:
    """No asset at all, or the pipeline's own."""
    said = case.pipeline.schedule
    if said.assets is None:
        return
    if said.assets == "reads":
        if not case.unsure and not {read.dataset for *_, read in case.inputs()} - set(case.writers):
            message = "`assets: reads`, but nothing is read that other pipelines write"
            yield Mistake(("schedule", "assets"), message, "name the assets, or give a cron")
        return
    names = said.assets.any if isinstance(said.assets, AnyOf) else said.assets
    inside = ("schedule", "assets", "any") if isinstance(said.assets, AnyOf) else ("schedule", "assets")
    if not names:
        yield Mistake(inside, "names no asset", "name at least one, or take the key out")
    for number, name in enumerate(names):
        if name in case.writers:
            yield Mistake((*inside, number), f"the pipeline would start itself: it writes {name}", "take it out")


RULES = (crons, gaps, jitters, backfills, zones, dates, triggers)
