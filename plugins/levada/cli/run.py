"""`levada run`: a pipeline's steps, one after another, in this process and without a scheduler."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import click

from levada.cli.output import FORMAT, as_json
from levada.cli.progress import Progress
from levada.cli.project import Place
from levada.cli.steps import FINE, outcomes
from levada.errors import Permanent
from levada.intervals import UNITS, Interval, containing, last_complete, on
from levada.plan.graph import Plan, Schedule
from levada.plan.params import resolve
from levada.plan.run import Run, manual

EPILOG = """\b
Examples:
  levada run flights                                        the last complete interval
  levada run flights --date 2013-01-01                      one interval
  levada run flights --from 2013-01-01 --to 2013-01-31      several, in order
  levada run flights --date 2013-01-01 --step raw_flights   one step of it"""

DAY = click.DateTime(["%Y-%m-%d"])


@click.command(epilog=EPILOG)
@click.argument("pipeline")
@click.option("--date", "day", type=DAY, help="The interval (hour, day, month …) that holds this day's first moment.")
@click.option("--from", "first", type=DAY, help="The first of several intervals.")
@click.option("--to", "last", type=DAY, help="The last of several intervals; default: the last complete one.")
@click.option("--step", "steps", multiple=True, help="Only this step; may be said again.")
@click.option("--param", "params", multiple=True, metavar="NAME=VALUE", help="A value for {{ params.NAME }}.")
@FORMAT
@click.pass_obj
def command(
    place: Place, pipeline: str, day: datetime | None, first: datetime | None, last: datetime | None,
    steps: tuple[str, ...], params: tuple[str, ...], form: str,
) -> None:  # fmt: skip
    """Do what a scheduler would: every step of a pipeline, for one interval or several.

    What is published already and has not changed is not done again. Steps after a failed one are left out, unless
    their trigger_rule says otherwise.
    """
    plan = place.plan(pipeline)
    known = [task.step for task in plan.tasks]
    if unknown := set(steps) - set(known):
        raise click.UsageError(f"no step {', '.join(sorted(unknown))} in {pipeline}; there are: {', '.join(known)}")
    if day and (first or last):
        raise click.UsageError("--date is one interval, --from and --to are several: say one or the other")
    said = _params(plan, params)
    ends = []
    for interval in _intervals(plan.schedule, day and day.date(), first and first.date(), last and last.date()):
        run = manual(interval, datetime.now(UTC))
        run = Run(run.id, run.interval, said)
        ends += list(outcomes(place, plan, run, steps, Progress(form == "human")))
    if form == "json":
        as_json(ends)
    if any(end["status"] not in FINE for end in ends):
        click.get_current_context().exit(1)


def _params(plan: Plan, said: tuple[str, ...]) -> str:
    """The values of the plan's params; one that does not fit is wrong usage."""
    pairs = [text.partition("=") for text in said]
    if wrong := [name for name, sign, _ in pairs if not sign]:
        raise click.UsageError(f"--param {wrong[0]}: write NAME=VALUE")
    try:
        return resolve(plan.params, {name: value for name, _, value in pairs})
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
        newest = min(newest, on(when.end_date, unit, when.timezone))
    if day:
        yield on(day, unit, when.timezone)
        return
    start = on(first, unit, when.timezone) if first else newest
    end = on(last, unit, when.timezone) if last else newest
    if end < start:
        raise click.UsageError(f"the last interval ({end}) lies before the first ({start})")
    while start <= end:
        yield start
        start = containing(start.end + timedelta(microseconds=1), unit, when.timezone)
