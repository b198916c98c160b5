"""The timetable of levada: a run stands for the last whole calendar unit before it.

Airflow's own cron timetables give an interval of zero length, or one from firing to firing (04:00 to 04:00)."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction, Timetable
from pendulum import DateTime, instance

from levada.intervals import Interval, Unit, containing, fired_before, fires_after, last_complete

TICK = timedelta(microseconds=1)


@dataclass(frozen=True)
class LevadaTimetable(Timetable):
    """A cron expression in a time zone, and the calendar unit that each firing stands for. `delay`: so many seconds
    after its firing a run begins; what it stands for is the same.

    Bounds (a DAG's start and end, a backfill's dates) are compared with an interval's start. A bound of midnight in UTC
    is what Airflow makes of a bare date, and read as that date in the timetable's own zone."""

    cron: str
    timezone: str
    unit: Unit
    delay: int = 0

    @property
    def description(self) -> str:  # type: ignore[override]
        later = f", {timedelta(seconds=self.delay)} later" if self.delay else ""
        return f"{self.cron} in {self.timezone}{later}; a run stands for the last whole {self.unit} before it"

    @property
    def summary(self) -> str:
        return f"{self.cron} {self.timezone}"

    def serialize(self) -> dict[str, Any]:
        said = {"cron": self.cron, "timezone": self.timezone, "unit": self.unit.name, "count": self.unit.count}
        return said | ({"delay": self.delay} if self.delay else {})

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> "LevadaTimetable":
        return cls(data["cron"], data["timezone"], Unit(data["unit"], data["count"]), data.get("delay", 0))

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        return _by_hand(run_after, self.unit, self.timezone)

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        bounds: list[datetime] = [last_automated_data_interval.end] if last_automated_data_interval else []
        if restriction.earliest is not None:
            bounds.append(self._local_date(restriction.earliest))
        if not restriction.catchup:
            bounds.append(self._latest().start)
        if not bounds:
            return None
        fired, interval = self._first_from(max(bounds))
        if restriction.latest is not None and interval.start > self._local_date(restriction.latest):
            return None
        begins = fired + timedelta(seconds=self.delay)
        return DagRunInfo.interval(*_data_interval(interval))._replace(run_after=instance(begins))

    def _first_from(self, bound: datetime) -> tuple[datetime, Interval]:
        """The first firing whose unit begins at or after a bound: none can come before that unit is over."""
        unit = containing(bound, self.unit, self.timezone)
        if unit.start < bound:
            unit = containing(unit.end, self.unit, self.timezone)
        fired = fires_after(self.cron, self.timezone, unit.end - TICK)
        return fired, self._last_complete(fired)

    def _latest(self) -> Interval:
        """What the last firing before now stands for."""
        return self._last_complete(fired_before(self.cron, self.timezone, datetime.now(UTC)))

    def _last_complete(self, moment: datetime) -> Interval:
        return last_complete(moment, self.unit, self.timezone)

    def _local_date(self, bound: datetime) -> datetime:
        moment = bound.astimezone(UTC)
        if moment.time() != time():
            return moment
        return datetime.combine(moment.date(), time(), ZoneInfo(self.timezone)).astimezone(UTC)


@dataclass(frozen=True)
class UnitsByHand(Timetable):
    """Runs begin by hand only, and each that is given a date stands for the calendar unit which holds it: Airflow's own
    word for such a DAG, None, gives a run no interval, whatever date it has."""

    timezone: str
    unit: Unit

    can_be_scheduled = False
    periodic = False
    description = "by hand only; a run stands for the unit that holds its date"

    @property
    def summary(self) -> str:
        return f"by hand, each {self.unit}"

    def serialize(self) -> dict[str, Any]:
        return {"timezone": self.timezone, "unit": self.unit.name, "count": self.unit.count}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> "UnitsByHand":
        return cls(data["timezone"], Unit(data["unit"], data["count"]))

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        return _by_hand(run_after, self.unit, self.timezone)

    def next_dagrun_info(
        self, *, last_automated_data_interval: DataInterval | None, restriction: TimeRestriction
    ) -> DagRunInfo | None:
        return None


def _by_hand(moment: DateTime, unit: Unit, timezone: str) -> DataInterval:
    """The unit that holds a logical date, as in a scheduled run; or the last whole one, while that is not over."""
    held = containing(moment, unit, timezone)
    return _data_interval(held if held.end <= datetime.now(UTC) else last_complete(moment, unit, timezone))


def _data_interval(interval: Interval) -> DataInterval:
    return DataInterval(instance(interval.start), instance(interval.end))
