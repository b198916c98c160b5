"""A small chain by hand: what each unit of work was made of, what is out of date by that, and what it comes to.

Daily files of orders -> each day's orders with the peak of two days -> one total. A row is (day, amount); days count
from 0. What a unit was made of is compared by the load that brought it, as tables tell it by their files."""

from dataclasses import dataclass, field
from typing import Literal

Row = tuple[int, int]
Unit = tuple[str, int]
ORDERS, DAILY, RATES, TOTAL = "raw_orders", "staging_daily", "raw_rates", "marts_total"


@dataclass(frozen=True)
class Load:
    """A file's rows as they were loaded; no two loads have one number."""

    number: int
    rows: tuple[Row, ...]

    def touches(self, first: int, last: int) -> bool:
        """Whether its rows' times span some of these days: a table knows the least and the greatest of a file."""
        days = [day for day, _ in self.rows]
        return bool(days) and min(days) <= last and max(days) >= first


@dataclass(frozen=True)
class Made:
    """A unit that is published: of which loads, with which factor; what came out."""

    of: frozenset[int]
    factor: int
    rows: tuple[tuple[int, int, int], ...] = ()


@dataclass(frozen=True)
class Version:
    """One state of a table by day. `number`: no two publications have the same."""

    number: int = 0
    days: dict[int, Load | Made] = field(default_factory=dict)


class Chain:
    """Files as they lie there, and the tables as they were published from them."""

    def __init__(self, strategy: Literal["append", "insert_overwrite"], days: int) -> None:
        self.strategy, self.days, self.numbers = strategy, range(days), 0
        self.files: dict[int, tuple[Row, ...]] = dict.fromkeys(self.days, ((0, 1),))
        self.rates, self.factor = 1, 1
        self.orders, self.daily = [Version()], [Version()]
        self.loaded_rates = (0, 0)
        self.total: tuple[int, int] | None = None

    def run(self, day: int) -> set[Unit]:
        """The units that a run of a day publishes."""
        was = self.orders[-1].days.get(day)
        if self.strategy == "append" and was and was.rows != self.files[day]:
            return set()
        return self._load(day) | self._make(day)

    def report(self) -> set[Unit]:
        done = set()
        if self.loaded_rates[1] != self.rates:
            self.loaded_rates = self._next(), self.rates
            done.add((RATES, -1))
        if self.total != (self.daily[-1].number, self.loaded_rates[0]):
            self.total = self.daily[-1].number, self.loaded_rates[0]
            done.add((TOTAL, -1))
        return done

    def stale(self) -> set[Unit]:
        """The units that are made anew when everything published is brought up to date."""
        loads = [self._load(day) for day in self.days if day in self.orders[-1].days]
        makes = [self._make(day) for day in self.days if day in self.daily[-1].days]
        return set().union(*loads, *makes) | self.report()

    def roll_back(self, versions: list[Version], to: int) -> None:
        """A table is as it was once."""
        versions.append(versions[to])

    def raw(self) -> list[Row]:
        return sorted(row for load in self.orders[-1].days.values() for row in load.rows)

    def made(self) -> list[tuple[int, int, int]]:
        """What the days that are published come to, all of it computed from the orders as they are."""
        return sorted(row for day in self.daily[-1].days for row in self._rows(day))

    def sum(self) -> int:
        return sum(peak for _, _, peak in self.made()) * self.loaded_rates[1]

    def _load(self, day: int) -> set[Unit]:
        was = self.orders[-1].days.get(day)
        if was and was.rows == self.files[day]:
            return set()
        self._publish(self.orders, day, Load(self._next(), self.files[day]))
        return {(ORDERS, day)}

    def _make(self, day: int) -> set[Unit]:
        of = frozenset(load.number for load in self.orders[-1].days.values() if load.touches(day - 1, day))
        was = self.daily[-1].days.get(day)
        if was and (was.of, was.factor) == (of, self.factor):
            return set()
        self._publish(self.daily, day, Made(of, self.factor, tuple(self._rows(day))))
        return {(DAILY, day)}

    def _rows(self, day: int) -> list[tuple[int, int, int]]:
        seen = [row for row in self.raw() if day - 1 <= row[0] <= day]
        peak = max((amount for _, amount in seen), default=0)
        return [(at, amount, peak * self.factor) for at, amount in seen if at == day]

    def _publish(self, versions: list[Version], day: int, what: Load | Made) -> None:
        versions.append(Version(self._next(), {**versions[-1].days, day: what}))

    def _next(self) -> int:
        self.numbers += 1
        return self.numbers
