"""What the partition key of an asset's event says: which interval was published, and what is published around it.

`2013-01-01T05:00:00-05:00/2013-01-01T06:00:00-05:00`, and then, where more is published beside it without a gap,
` in ` and all of that. So one event is enough to know whether the day that an hour is of has become whole, also when
events before it were lost (Airflow keeps none for a DAG that is paused), or when the hour is published once more."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from levada.intervals import TICK, UNITS, Interval, containing, moment, units

BESIDE = " in "
PARTS = {"hour": "hour", "day": "hour", "week": "day", "month": "day", "year": "month"}
"""What Airflow's pages count a unit in while it is not whole; what it is whole by is the time that is covered."""


def key(interval: Interval, around: Interval) -> str:
    """The key of an event. `around`: what is published without a gap, the interval included."""
    alone = (around.start, around.end) == (interval.start, interval.end)
    return str(interval) if alone else f"{interval}{BESIDE}{around}"


@dataclass(frozen=True, slots=True)
class Calendar:
    """The units that a pipeline's runs stand for, in its time zone. `first` and `last`: the dates of the first unit and
    the last, ISO 8601; empty: without bound."""

    unit: str
    timezone: str
    first: str = ""
    last: str = ""

    def at(self, moment: datetime) -> Interval:
        """The unit that holds a moment (aware)."""
        return containing(moment, UNITS[self.unit], self.timezone)

    def holding(self, interval: Interval) -> Iterator[Interval]:
        """Every unit that an interval has a part in, from the first to the last."""
        unit = self.at(interval.start)
        while unit.start < interval.end:
            if self._inside(unit):
                yield unit
            unit = self.at(unit.end)

    def parts(self, text: str) -> frozenset[str]:
        """The keys of the smaller units of a unit, of whose key this is the text."""
        return _parts(self, text)

    def published(self, text: str) -> Interval:
        """The interval that a key is about. A date or a moment alone is the whole unit that holds it.

        Raises:
            ValueError: it is no such key.
        """
        return _published(self, text.partition(BESIDE)[0])

    def around(self, text: str) -> Interval:
        """All that was published without a gap when the key was made, as far as it says.

        Raises:
            ValueError: as `published`.
        """
        published, _, beside = text.partition(BESIDE)
        return _published(self, beside or published)

    def _inside(self, unit: Interval) -> bool:
        day = unit.local[0].date().isoformat()
        return (self.first or day) <= day <= (self.last or day)


@lru_cache(maxsize=2**14)
def _published(calendar: Calendar, text: str) -> Interval:
    """The scheduler asks for the same keys again with every round."""
    if "/" in text:
        return Interval.parse(text, calendar.timezone)
    return calendar.at(moment(text, calendar.timezone))


@lru_cache(maxsize=2**10)
def _parts(calendar: Calendar, text: str) -> frozenset[str]:
    unit, size = calendar.published(text), UNITS[PARTS[calendar.unit]]
    first, last = (containing(at, size, calendar.timezone) for at in (unit.start, unit.end - TICK))
    return frozenset(str(part) for part in units(first, last, size))
