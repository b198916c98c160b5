"""Runs that assets set off, one for each whole unit of a calendar: Airflow's asset partitions.

Airflow's own mappers format wall clocks and its windows count hours, so that a day of 23 hours is never complete and a
25th hour never looked at; here a unit is complete when all of its time is covered."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import asdict
from datetime import UTC, datetime, time
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from airflow.partition_mappers.base import PartitionMapper
from airflow.partition_mappers.wait_policy import PartitionSatisfaction, WaitPolicy
from airflow.sdk.definitions.asset import BaseAsset
from airflow.serialization.definitions.assets import SerializedAssetBase
from airflow.timetables.base import DagRunInfo, DataInterval
from airflow.timetables.simple import PartitionedAssetTimetable
from pendulum import DateTime, instance

from levada.intervals import TICK, Interval, joined
from levada.targets.airflow.partition_keys import Calendar

MANY = 100_000
"""How many units one event may be about: Airflow's own limit of a thousand would lose it without a word to people."""


class Covered(WaitPolicy):
    """A unit is complete when what was published covers it, in whatever pieces."""

    def __init__(self, calendar: Calendar) -> None:
        self.calendar = calendar

    def is_satisfied_by_keys(self, *, matched: Set[str], expected: Set[str]) -> PartitionSatisfaction:
        """`matched`: keys of the events that have come; `expected`: the parts of the unit."""
        unit = self.calendar.at(max(map(self.calendar.published, expected)).start)
        known = joined(map(self.calendar.around, matched))
        return PartitionSatisfaction(any(each.covers(unit) for each in known), False, None)


class UnitMapper(PartitionMapper):
    """An event is about every unit that its interval has a part in; the run of a unit has it as its partition key."""

    is_rollup: ClassVar[bool] = True

    def __init__(self, calendar: Calendar) -> None:
        super().__init__(max_downstream_keys=MANY)
        self.calendar = calendar
        self.wait_policy = Covered(calendar)

    def to_downstream(self, key: str) -> list[str]:
        return [str(unit) for unit in self.calendar.holding(self.calendar.published(key))]

    def to_upstream(self, downstream_key: str) -> frozenset[str]:
        return self.calendar.parts(downstream_key)

    def to_partition_date(self, downstream_key: str) -> datetime:
        return self.calendar.published(downstream_key).start

    def serialize(self) -> dict[str, Any]:
        return asdict(self.calendar)

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> "UnitMapper":
        return cls(Calendar(**data))


class UnitsOfAssets(PartitionedAssetTimetable):
    """A run for each unit that the assets have published whole; backfills and runs by hand are of units too."""

    periodic = True  # else Airflow refuses backfills
    run_ordering = ("partition_date", "run_after")  # its pages sort by these; runs of assets have no other date

    def __init__(self, assets: BaseAsset | SerializedAssetBase, calendar: Calendar) -> None:
        super().__init__(assets=assets, default_partition_mapper=UnitMapper(calendar))  # type: ignore[arg-type]  # takes both
        self.calendar = calendar

    @property
    def description(self) -> str:  # type: ignore[override]
        return f"a run for each {self.calendar.unit} in {self.calendar.timezone} that has been published whole"

    @property
    def summary(self) -> str:
        return f"each {self.calendar.unit} of its assets"

    def serialize(self) -> dict[str, Any]:
        from airflow.serialization.encoders import encode_asset_like

        return {"asset_condition": encode_asset_like(self.asset_condition), "calendar": asdict(self.calendar)}

    @classmethod
    def deserialize(cls, data: dict[str, Any]) -> "UnitsOfAssets":
        from airflow.serialization.decoders import decode_asset_like

        return cls(decode_asset_like(data["asset_condition"]), Calendar(**data["calendar"]))

    def infer_manual_data_interval(self, *, run_after: DateTime) -> DataInterval:
        """The unit that holds a date; or the last whole one, while that is not over."""
        unit = self.calendar.at(run_after)
        if unit.end > datetime.now(UTC):
            unit = self.calendar.at(unit.start - TICK)
        return DataInterval(instance(unit.start), instance(unit.end))

    def iter_partition_dagrun_infos(self, *, earliest: datetime, latest: datetime) -> Iterable[DagRunInfo]:
        """For a backfill: the units that begin between two moments and are over."""
        first, last = map(self.localize_partition_datetime, (earliest, latest))
        return (self._info(unit) for unit in self._beginning(first, last) if unit.end <= datetime.now(UTC))

    def _beginning(self, first: datetime, last: datetime) -> Iterator[Interval]:
        unit = self.calendar.at(first)
        while unit.start <= last:
            if unit.start >= first:
                yield unit
            unit = self.calendar.at(unit.end)

    def _info(self, unit: Interval) -> DagRunInfo:
        return DagRunInfo(instance(unit.start), None, partition_date=instance(unit.start), partition_key=str(unit))

    def localize_partition_datetime(self, dt: datetime) -> DateTime:
        """A bound of a backfill or a filter: midnight in UTC, which Airflow makes of a date, is that date's here."""
        moment = dt.astimezone(UTC)
        if moment.time() == time():
            moment = datetime.combine(moment.date(), time(), ZoneInfo(self.calendar.timezone)).astimezone(UTC)
        return instance(moment)
