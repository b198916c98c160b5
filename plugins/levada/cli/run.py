"""`levada run`: a pipeline's steps, one after another, in this process and without a scheduler."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import click

from levada.cli import completing
from levada.cli.batches import ordered
from levada.cli.days import DAY, DAY_OR_MOMENT, holding
from levada.cli.output import FORMAT, as_json
from levada.cli.pairs import pairs
from levada.cli.progress import Progress
from levada.cli.project import Place
from levada.cli.ranges import Ended, Range, summed
from levada.cli.steps import FINE
from levada.errors import Permanent
from levada.intervals import UNITS, Interval, last_complete, last_on, on, units
from levada.plan.graph import Plan, Schedule
from levada.plan.params import resolve
from levada.plan.run import manual

EPILOG = """\b
Examples:
  levada run flights                                        the last complete interval
  levada run flights --date 2013-01-01                      one interval
  levada run trips --date 2026-11-20T14:00                  one hour of an hourly pipeline
  levada run flights --from 2013-01-01 --to 2013-01-31      several, in order
  levada run flights --from 2013-01-01 --jobs 4             four at a time
  levada run flights --date 2013-01-01 --step raw_flights   one step of it
  levada run flights --no-publish                           write and check, show nobody
  levada run --stale                                        what is out of date, in all pipelines"""


@click.command(epilog=EPILOG)
@click.argument("pipelines", nargs=-1, metavar="[PIPELINE]...", shell_complete=completing.pipelines)
@click.option("--date", "day", type=DAY_OR_MOMENT,
              help="The interval (hour, day, month …) that holds this moment, or this day's first one: by the clock of "
              "the schedule's time zone, or with an offset, as in 2026-10-25T02:00+01:00.")  # fmt: skip
@click.option("--from", "first", type=DAY, help="The day on which several intervals begin.")
@click.option("--to", "last", type=DAY, help="Their last day; default: that of the last complete one.")
@click.option("--step", "steps", multiple=True, shell_complete=completing.steps,
              help="Only this step; may be said again.")  # fmt: skip
@click.option("--skip", "without", multiple=True, shell_complete=completing.steps,
              help="Not this step; those after it run all the same.")  # fmt: skip
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="A value for {{ params.NAME }}.")
@click.option("--jobs", type=click.IntRange(min=1),
              help="Intervals done at once, each in a process of its own. Default: the pipeline's "
              "backfill.max_active_runs, else 1.")  # fmt: skip
@click.option("--keep-going", is_flag=True, help="Do the other intervals too when one has failed.")
@click.option("--stale", is_flag=True, help="Do again exactly what is out of date, of these pipelines or of all.")
@click.option("--no-publish", "publishing", is_flag=True, flag_value=False, default=True,
              help="Write and check only; what was written stays on branches for `show` and `diff`.")  # fmt: skip
@click.option("--reload", "reload", is_flag=True,
              help="Load anew what has changed since it was loaded, in place of what it brought.")  # fmt: skip
@click.option("--verbose", "-v", is_flag=True,
              help="Whatever steps say on their way, line by line: what functions print, dbt, Spark.")  # fmt: skip
@FORMAT
@click.pass_obj
def command(
    place: Place, pipelines: tuple[str, ...], day: date | None, first: datetime | None, last: datetime | None,
    steps: tuple[str, ...], without: tuple[str, ...], params: tuple[str, ...], jobs: int | None, keep_going: bool,
    stale: bool, publishing: bool, reload: bool, verbose: bool, form: str,
) -> None:  # fmt: skip
    """Do what a scheduler would: every step of a pipeline, for one interval or several.

    What is published already and has not changed is not done again. Steps after a failed one are left out, unless
    their trigger_rule says otherwise.
    """
    progress = Progress(form == "human", verbose)
    if stale:
        from levada.cli.stale import redone  # which looks at what all pipelines have done

        alone = not (day or first or last or steps or without or params or keep_going or jobs or reload)
        if not alone or not publishing:
            raise click.UsageError("--stale finds out by itself what is to be done: leave the other options out")
        ends = list(redone(place, tuple(place.plan(name).pipeline for name in pipelines), progress))
        if not ends and form == "human":
            click.echo("nothing is out of date")
    else:
        plan = _one(place, pipelines)
        asked = _asked(plan, steps, without)
        if last and not first:
            raise click.UsageError("--to is the last day of several: say the first, --from, too")
        if day and (first or last):
            raise click.UsageError("--date is one interval, --from and --to are several: say one or the other")
        said, now = _params(plan, params), datetime.now(UTC)
        intervals = _intervals(plan.schedule, day, first and first.date(), last and last.date())
        runs = tuple(replace(manual(interval, now), params=said, reload=reload) for interval in intervals)
        several = Range(place, plan, ordered(plan.backfill, runs), asked, publishing, keep_going)
        ended = list(_ranged(several, jobs, progress))
        ends = [step for batch in ended for step in batch.steps]
        if len(several.batches) > 1 and form == "human":
            summed(ended, several.batches)
    if form == "json":
        as_json(ends)
    if any(end["status"] not in FINE for end in ends):
        click.get_current_context().exit(1)


def _ranged(several: Range, jobs: int | None, progress: Progress) -> Iterator[Ended]:
    """As the pipeline's backfill says, and the command line over it; one interval is done as ever."""
    said = several.plan.backfill
    at_once = said.max_active_runs if jobs is None else jobs
    asks = {"--jobs": (jobs or 1) > 1, "backfill.batch_size": bool(said.batch_size),
            "backfill.max_active_runs": at_once > 1, "backfill.order": said.newest_first}  # fmt: skip
    because = next((name for name, does in asks.items() if does), "")
    alone = len(several.batches) == 1 and len(several.batches[0].units) == 1
    return several.in_order(progress) if alone or not because else several.shared(at_once, because, progress)


def _one(place: Place, pipelines: tuple[str, ...]) -> Plan:
    if len(pipelines) != 1:
        known = ", ".join(place.files) or "none"
        raise click.UsageError(f"say one pipeline, or --stale for what is out of date; there are: {known}")
    return place.plan(pipelines[0])


def _asked(plan: Plan, steps: tuple[str, ...], without: tuple[str, ...]) -> tuple[str, ...]:
    """The steps to do, in the plan's order."""
    known = [task.step for task in plan.tasks]
    if unknown := {*steps, *without} - set(known):
        raise click.UsageError(
            f"no step {', '.join(sorted(unknown))} in {plan.pipeline}; there are: {', '.join(known)}"
        )
    return tuple(step for step in known if step in (steps or known) and step not in without)


def _params(plan: Plan, said: tuple[str, ...]) -> str:
    """The values of the plan's params; one that does not fit is wrong usage."""
    try:
        return resolve(plan.params, pairs("--param", said))
    except Permanent as error:
        raise click.UsageError(str(error)) from error


def _intervals(when: Schedule, day: date | None, first: date | None, last: date | None) -> Iterator[Interval | None]:
    """The intervals asked for; a pipeline without a calendar unit has days when a date is said, else none."""
    unit = when.unit or (UNITS["day"] if day or first or last else None)
    if unit is None:
        yield None
        return
    newest = last_complete(datetime.now(UTC), unit, when.timezone)
    if when.end_date:
        newest = min(newest, last_on(when.end_date, unit, when.timezone))
    if day:
        yield holding(day, unit, when.timezone)
        return
    start = on(first, unit, when.timezone) if first else newest
    end = last_on(last, unit, when.timezone) if last else newest
    if end < start:
        raise click.UsageError(
            f"the last interval ({end}) lies before the first ({start}): say --from and --to that do not"
        )
    yield from units(start, end, unit)
