"""Whole calendar units in a time zone: which one a run stands for, with and without a scheduler."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import islice, pairwise, takewhile
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from croniter import croniter

TICK = timedelta(microseconds=1)
FIRST, LAST = date(1900, 1, 1), date(9998, 12, 31)
"""The days that runs can have: of each there is a unit before and one after, in any time zone."""
PRESETS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@weekly": "0 0 * * 1",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
}


PLAIN = re.compile(
    r"\d+ (?:(?P<hour>\* \* \* \*)|\d+ (?:(?P<day>\* \* \*)|(?P<week>\* \* \d)"
    r"|(?:[1-9]|1\d|2[0-8]) (?:(?P<month>\* \*)|(?P<year>\d+ \*))))"
)
"""Crons whose unit can be read off: they need no calendar to be walked through."""


HOUR = timedelta(hours=1)
LEAST = {
    "minute": timedelta(minutes=1),
    "hour": HOUR,
    "day": timedelta(days=1),
    "week": timedelta(days=7),
    "month": timedelta(days=28),
    "year": timedelta(days=365),
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A calendar unit: `minute` and `hour` may be counted in even parts of an hour and a day, the others are single."""

    name: str
    count: int = 1

    def __str__(self) -> str:
        return self.name if self.count == 1 else f"{self.count} {self.name}s"

    @property
    def least(self) -> timedelta:
        """How long it is at least, but for the days on which clocks are put forward."""
        return LEAST[self.name] * self.count


UNITS = {name: Unit(name) for name in ("minute", "hour", "day", "week", "month", "year")}


@dataclass(frozen=True, slots=True, order=True)
class Interval:
    """From `start` (inclusive) to `end` (exclusive), both in UTC; `timezone`: where its calendar unit is whole."""

    start: datetime
    end: datetime
    timezone: str = "UTC"

    @property
    def local(self) -> tuple[datetime, datetime]:
        """Start and end in the interval's own time zone."""
        zone = ZoneInfo(self.timezone)
        return self.start.astimezone(zone), self.end.astimezone(zone)

    def span(self, other: "Interval") -> "Interval":
        """The smallest interval that covers both."""
        return Interval(min(self.start, other.start), max(self.end, other.end), self.timezone)

    def since(self, seconds: int) -> "Interval":
        """The interval and so many seconds before it; whole days are days of its own time zone, short ones and long."""
        days, rest = divmod(seconds, 86400)
        first = self.local[0]
        midnight = first.replace(hour=0, minute=0, second=0, microsecond=0, fold=0)
        if midnight.astimezone(UTC) == self.start and self.end - self.start > HOUR:
            first = midnight  # where clocks are put forward at midnight, a day begins at one o'clock
        # by the clock on the wall; subtracting forgets which of two hours of one name it was
        start = (first - timedelta(days=days)).replace(fold=first.fold)
        return Interval(start.astimezone(UTC) - timedelta(seconds=rest), self.end, self.timezone)

    def overlaps(self, other: "Interval") -> bool:
        return self.start < other.end and other.start < self.end

    def covers(self, other: "Interval") -> bool:
        return self.start <= other.start and other.end <= self.end

    def __str__(self) -> str:
        start, end = self.local
        return f"{start.isoformat()}/{end.isoformat()}"

    def as_json(self) -> dict[str, str]:
        return {"start": self.start.isoformat(), "end": self.end.isoformat(), "timezone": self.timezone}

    @classmethod
    def parse(cls, text: str, timezone: str) -> "Interval":
        """`start/end`, as an interval is written; without an offset, by the clock of its time zone.

        Raises:
            ValueError: it is no such text, or ends before it begins.
        """
        start, _, end = text.partition("/")
        found = cls(moment(start, timezone), moment(end, timezone), timezone)
        if found.end <= found.start:
            raise ValueError(f"{text!r} ends before it begins")
        return found

    @classmethod
    def from_json(cls, value: dict[str, str]) -> "Interval":
        return cls(
            datetime.fromisoformat(value["start"]).astimezone(UTC),
            datetime.fromisoformat(value["end"]).astimezone(UTC),
            value["timezone"],
        )


def moment(text: str, timezone: str) -> datetime:
    """A moment as ISO 8601 writes it, in UTC; without an offset, by the clock of a time zone."""
    said = datetime.fromisoformat(text)
    return said.astimezone(UTC) if said.tzinfo else _utc(said, ZoneInfo(timezone))


def joined(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time in as few intervals as there can be: those that overlap or touch become one."""
    found: list[Interval] = []
    for each in sorted(intervals):
        if found and each.start <= found[-1].end:
            found[-1] = found[-1].span(each)
        else:
            found.append(each)
    return found


def floor(moment: datetime, unit: Unit) -> datetime:
    """The start of the unit that holds a wall-clock moment (naive)."""
    match unit.name:
        case "minute":
            return moment.replace(minute=moment.minute - moment.minute % unit.count, second=0, microsecond=0)
        case "hour":
            return moment.replace(hour=moment.hour - moment.hour % unit.count, minute=0, second=0, microsecond=0)
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    match unit.name:
        case "day":
            return midnight
        case "week":
            return midnight - timedelta(days=midnight.weekday())
        case "month":
            return midnight.replace(day=1)
        case "year":
            return midnight.replace(month=1, day=1)
    raise ValueError(f"not a calendar unit: {unit.name}")


def step(start: datetime, unit: Unit, count: int) -> datetime:
    """The start of the unit that lies `count` units after the one that starts at a wall-clock moment (naive)."""
    match unit.name:
        case "minute":
            return start + timedelta(minutes=unit.count * count)
        case "hour":
            return start + timedelta(hours=unit.count * count)
        case "day":
            return start + timedelta(days=count)
        case "week":
            return start + timedelta(weeks=count)
        case "month":
            months = start.year * 12 + start.month - 1 + count
            return start.replace(year=months // 12, month=months % 12 + 1)
        case "year":
            return start.replace(year=start.year + count)
    raise ValueError(f"not a calendar unit: {unit.name}")


def containing(moment: datetime, unit: Unit, timezone: str) -> Interval:
    """The unit that holds a moment (aware). Units up to an hour are cut in UTC, so that a repeated hour stays two."""
    zone = ZoneInfo(timezone)
    if _short(unit):
        offset = moment.astimezone(zone).utcoffset() or timedelta()
        wall = (moment.astimezone(UTC) + offset).replace(tzinfo=None)
        start = (floor(wall, unit) - offset).replace(tzinfo=UTC)
        return Interval(start, step(start, unit, 1), timezone)
    start = floor(moment.astimezone(zone).replace(tzinfo=None), unit)
    return Interval(_utc(start, zone), _utc(step(start, unit, 1), zone), timezone)


def last_complete(moment: datetime, unit: Unit, timezone: str) -> Interval:
    """The last whole unit that ended at or before a moment (aware): what a run fired then stands for."""
    return containing(containing(moment, unit, timezone).start - TICK, unit, timezone)


def on(day: date, unit: Unit, timezone: str) -> Interval:
    """The unit that holds the first moment of a day in a time zone."""
    return containing(_utc(datetime(day.year, day.month, day.day), ZoneInfo(timezone)), unit, timezone)


def last_on(day: date, unit: Unit, timezone: str) -> Interval:
    """The unit that holds the last moment of a day in a time zone: of an hourly pipeline, the day's last hour."""
    return containing(on(day, UNITS["day"], timezone).end - TICK, unit, timezone)


def units(first: Interval, last: Interval, unit: Unit) -> Iterator[Interval]:
    """Every unit from one to another, both included."""
    while first <= last:
        yield first
        first = containing(first.end + TICK, unit, first.timezone)


def fires_after(cron: str, timezone: str, moment: datetime) -> datetime:
    """The first time after a moment (aware) at which a cron expression fires, in UTC."""
    zone = ZoneInfo(timezone)
    fired: datetime = clock(cron, moment.astimezone(zone)).get_next(datetime)
    return fired.astimezone(UTC)


def fired_before(cron: str, timezone: str, moment: datetime) -> datetime:
    """The last time at or before a moment (aware) at which a cron expression fired, in UTC."""
    zone, after = ZoneInfo(timezone), moment + TICK
    fired: datetime = clock(cron, after.astimezone(zone)).get_prev(datetime)
    return fired.astimezone(UTC)


def clock(cron: str, moment: datetime) -> "croniter":
    """What walks from one firing to the next; building a DAG and a spec without a cron need none."""
    from croniter import croniter

    return croniter(PRESETS.get(cron, cron), moment)


@cache
def shortest_gap(cron: str) -> timedelta:
    """The least time between two firings of a cron expression, on the day on which the clocks go forward included."""
    expression = PRESETS.get(cron, cron)
    if plain := PLAIN.fullmatch(expression):
        gap = UNITS[str(plain.lastgroup)].least
    else:
        start = datetime(2024, 1, 1)
        walk = clock(expression, start)
        fired = list(takewhile(lambda one: one < start + timedelta(days=400), islice(walk.all_next(datetime), 1500)))
        gap = min((after - before for before, after in pairwise(fired)), default=UNITS["year"].least)
    return gap if gap <= HOUR else gap - HOUR


@cache
def unit_of(cron: str) -> Unit | None:
    """The calendar unit that a cron expression hits exactly once, or None: then the interval must be written."""
    expression = PRESETS.get(cron, cron)
    if plain := PLAIN.fullmatch(expression):
        return UNITS[str(plain.lastgroup)]
    for unit in _candidates():
        if _hits_once(expression, unit):
            return unit
    return None


def _candidates() -> Iterator[Unit]:
    yield from (Unit("minute", n) for n in (1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30))
    yield from (Unit("hour", n) for n in (1, 2, 3, 4, 6, 8, 12))
    yield from (UNITS[name] for name in ("day", "week", "month", "year"))


def _hits_once(expression: str, unit: Unit) -> bool:
    """Looked at from a leap year's start: 40 units are enough for any regular pattern, 3 for years."""
    start = datetime(2024, 1, 1)
    count = {"year": 3, "month": 24, "week": 60, "day": 400}.get(unit.name, 1500)
    walk = clock(expression, start - TICK)
    for _ in range(count):
        end = step(start, unit, 1)
        fired: datetime = walk.get_next(datetime)
        if not start <= fired < end:
            return False
        start = end
    return bool(walk.get_next(datetime) >= start)


def _short(unit: Unit) -> bool:
    return unit.name == "minute" or unit == Unit("hour")


def _utc(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone).astimezone(UTC)
