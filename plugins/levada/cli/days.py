"""Days and moments on the command line, and the interval that holds one."""

from contextlib import suppress
from datetime import date, datetime
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

import click

from levada.intervals import FIRST, LAST, Interval, Unit, containing, moment, on

Some = TypeVar("Some", bound=date)
WRITE = (
    "write year-month-day, as in 2013-01-31, or with a time, as in 2013-01-31T14:00 or, where clocks are put back, "
    "2013-10-27T02:00+01:00"
)


class Day(click.DateTime):
    """A date, called in `--help` as people write it."""

    def __init__(self) -> None:
        super().__init__(["%Y-%m-%d"])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            found = super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"{value!r} is no day: write year-month-day, as in 2013-01-31", param, ctx)
        return self.within(found, param, ctx)

    def within(self, day: Some, param: click.Parameter | None, ctx: click.Context | None) -> Some:
        if FIRST.year <= day.year <= LAST.year:
            return day
        return self.fail(f"{day} is no day that runs can have: between {FIRST} and {LAST}", param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "YYYY-MM-DD"


class DayOrMoment(Day):
    """A date, or a moment as ISO 8601 writes it, with or without an offset from UTC."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # type: ignore[override]
        with suppress(ValueError):
            found = datetime.fromisoformat(value) if "T" in value else datetime.strptime(value, "%Y-%m-%d").date()
            return self.within(found, param, ctx)
        return self.fail(f"{value!r} is no day and no moment: {WRITE}", param, ctx)

    def get_metavar(self, param: click.Parameter, ctx: click.Context) -> str:
        return "YYYY-MM-DD[THH:MM]"


DAY, DAY_OR_MOMENT = Day(), DayOrMoment()


def holding(day: date, unit: Unit, timezone: str) -> Interval:
    """The interval that holds a moment, or a day's first one; of two moments of one name, the first.

    Raises:
        click.UsageError: there is no such moment by that clock."""
    if not isinstance(day, datetime):
        return on(day, unit, timezone)
    meant = moment(day.isoformat(), timezone)
    if not day.tzinfo and meant.astimezone(ZoneInfo(timezone)).replace(tzinfo=None) != day:
        raise click.UsageError(
            f"--date {day.isoformat()}: clocks in {timezone} were put forward past it: say another moment, or one with "
            "its offset from UTC"
        )
    return containing(meant, unit, timezone)
