"""Runs for whole units of what assets publish: facts about calendars and keys."""

import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from airflow.models.serialized_dag import SerializedDagModel
from airflow.serialization.serialized_objects import DagSerialization
from airflow.timetables.base import compute_rollup_fingerprint
from pendulum import instance

from levada.errors import Permanent
from levada.intervals import UNITS, Interval, last_complete, on, units
from levada.targets.airflow.partition_keys import Calendar, key
from levada.targets.airflow.partitioned import UnitMapper
from tests.targets.plans import LOCAL, dag, scheduled

NEW_YORK = "America/New_York"
DAYS = Calendar("day", NEW_YORK)
SPRING, AUTUMN = date(2013, 3, 10), date(2013, 11, 3)


def pieces(day, unit="hour", of="day", zone=NEW_YORK):
    """The keys of all smaller units of the unit that begins on a day."""
    whole = on(day, UNITS[of], zone)
    first, last = on(day, UNITS[unit], zone), last_complete(whole.end, UNITS[unit], zone)
    return whole, [str(one) for one in units(first, last, UNITS[unit])]


def complete(calendar, unit, keys):
    mapper = UnitMapper(calendar)
    policy = mapper.wait_policy
    return policy.is_satisfied_by_keys(matched=set(keys), expected=mapper.to_upstream(str(unit))).satisfied


def made(zone=NEW_YORK, unit="day", **bounds):
    return dag(scheduled(assets=("raw.a", "raw.b"), unit=UNITS[unit], timezone=zone, **bounds), LOCAL, Path("p"))


def read_back(one):
    return DagSerialization.from_dict(DagSerialization.to_dict(one))


@pytest.mark.parametrize(("day", "hours"), [(date(2013, 1, 1), 24), (SPRING, 23), (AUTUMN, 25)])
def test_a_day_is_complete_with_the_last_of_its_hours(day, hours):
    whole, keys = pieces(day)
    assert len(keys) == hours
    assert complete(DAYS, whole, keys)
    assert not any(complete(DAYS, whole, keys[:missing] + keys[missing + 1 :]) for missing in range(hours))


@pytest.mark.parametrize(("day", "days"), [(date(2013, 2, 1), 28), (date(2012, 2, 1), 29), (date(2012, 12, 1), 31)])
def test_a_month_is_complete_with_its_last_day(day, days):
    whole, keys = pieces(day, "day", "month")
    assert (len(keys), complete(Calendar("month", NEW_YORK), whole, keys)) == (days, True)
    assert not complete(Calendar("month", NEW_YORK), whole, keys[:-1])


def test_a_year_is_complete_with_its_last_month():
    whole, keys = pieces(date(2013, 1, 1), "month", "year")
    assert complete(Calendar("year", NEW_YORK), whole, keys)
    assert not complete(Calendar("year", NEW_YORK), whole, keys[1:])


def test_a_repeated_hour_is_two_pieces_of_one_day():
    whole, keys = pieces(AUTUMN)
    assert len({key[:19] for key in keys}) == 24
    assert {tuple(UnitMapper(DAYS).to_downstream(key)) for key in keys} == {(str(whole),)}


def test_the_same_unit_gives_one_run_a_unit():
    whole = on(SPRING, UNITS["day"], NEW_YORK)
    assert UnitMapper(DAYS).to_downstream(str(whole)) == [str(whole)]
    assert complete(DAYS, whole, [str(whole)])


@pytest.mark.parametrize("day", [date(2013, 4, 7), date(2013, 10, 6)])
def test_a_day_whose_clock_goes_by_half_an_hour_is_whole_too(day):
    zone = "Australia/Lord_Howe"
    whole, keys = pieces(day, zone=zone)
    assert complete(Calendar("day", zone), whole, keys)
    assert not complete(Calendar("day", zone), whole, keys[:-1])


def test_an_event_of_several_units_is_about_each_of_them():
    january = on(date(2013, 1, 1), UNITS["month"], NEW_YORK)
    assert len(UnitMapper(DAYS).to_downstream(str(january))) == 31


def test_a_week_on_the_turn_of_a_month_is_about_both():
    week = on(date(2013, 1, 28), UNITS["week"], "UTC")
    assert [key[:7] for key in UnitMapper(Calendar("month", "UTC")).to_downstream(str(week))] == ["2013-01", "2013-02"]


def test_a_day_elsewhere_is_covered_by_two_days_here():
    here = on(date(2013, 1, 2), UNITS["day"], "UTC")
    before, after = (str(on(date(2013, 1, day), UNITS["day"], NEW_YORK)) for day in (1, 2))
    days = Calendar("day", "UTC")
    assert (complete(days, here, [after]), complete(days, here, [before, after])) == (False, True)


def test_one_event_that_knows_of_the_others_is_enough():
    whole, keys = pieces(SPRING)
    last = Interval.parse(keys[-1], NEW_YORK)
    assert complete(DAYS, whole, [key(last, whole)])
    assert UnitMapper(DAYS).to_downstream(key(last, on(SPRING, UNITS["year"], NEW_YORK))) == [str(whole)]


def test_a_key_says_what_lies_around_it_only_where_something_does():
    hour, day = on(SPRING, UNITS["hour"], NEW_YORK), on(SPRING, UNITS["day"], NEW_YORK)
    assert key(hour, hour) == "2013-03-10T00:00:00-05:00/2013-03-10T01:00:00-05:00"
    assert key(hour, day).endswith(" in 2013-03-10T00:00:00-05:00/2013-03-11T00:00:00-04:00")


def test_a_date_alone_is_the_unit_that_holds_it():
    assert DAYS.published("2013-03-10") == on(SPRING, UNITS["day"], NEW_YORK)
    assert Calendar("month", NEW_YORK).published("2013-03-10") == on(SPRING, UNITS["month"], NEW_YORK)


@pytest.mark.parametrize("text", ["eu-west", "", "2013-03-10/", "2013-03-10/2013-03-09"])
def test_what_is_no_interval_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011  # Airflow wants just this
        UnitMapper(DAYS).to_downstream(text)


def test_first_and_last_day_are_inside():
    january = on(date(2013, 1, 1), UNITS["month"], NEW_YORK)
    bounded = UnitMapper(Calendar("day", NEW_YORK, "2013-01-30", "2013-02-02"))
    assert [key[:10] for key in bounded.to_downstream(str(january))] == ["2013-01-30", "2013-01-31"]


@pytest.mark.parametrize("any_asset", [False, True])
def test_the_timetable_survives_serialisation(any_asset):
    plan = scheduled(assets=("raw.a", "raw.b"), any_asset=any_asset, unit=UNITS["day"], start_date=SPRING)
    timetable = read_back(dag(plan, LOCAL, Path("p"))).timetable
    assert timetable.calendar == Calendar("day", "UTC", "2013-03-10")
    assert type(timetable.asset_condition).__name__ == ("SerializedAssetAny" if any_asset else "SerializedAssetAll")
    assert {entry["name"]: entry["is_rollup"] for entry in timetable.partition_mapper_info} == {
        "raw.a": True, "raw.b": True,
    }  # fmt: skip


def test_fifty_parses_are_one():
    assert len({SerializedDagModel.hash(DagSerialization.to_dict(made())) for _ in range(50)}) == 1
    assert compute_rollup_fingerprint(read_back(made()).timetable) == compute_rollup_fingerprint(made().timetable)


def test_a_backfill_is_of_whole_units_in_the_pipelines_zone():
    march = datetime(2013, 3, 9, tzinfo=UTC), datetime(2013, 3, 11, tzinfo=UTC)
    found = [info.partition_key for info in read_back(made()).iter_dagrun_infos_between(*march)]
    assert found == [str(on(date(2013, 3, day), UNITS["day"], NEW_YORK)) for day in (9, 10, 11)]


def test_a_backfill_has_no_unit_that_is_not_over():
    now = instance(datetime.now(UTC))
    infos = list(read_back(made("UTC")).iter_dagrun_infos_between(now.subtract(days=3), now.add(days=3)))
    assert infos[-1].partition_date == now.start_of("day").subtract(days=1)


def test_a_run_by_hand_is_of_the_unit_that_holds_its_date_or_of_the_last_whole_one():
    timetable, now = made("UTC").timetable, instance(datetime.now(UTC))
    of_spring = timetable.infer_manual_data_interval(run_after=instance(datetime(2013, 3, 10, 15, tzinfo=UTC)))
    assert str(of_spring.start) == "2013-03-10 00:00:00+00:00"
    assert timetable.infer_manual_data_interval(run_after=now).end == now.start_of("day")


def test_an_airflow_without_partitions_says_what_it_lacks(monkeypatch):
    monkeypatch.setitem(sys.modules, "levada.targets.airflow.partitioned", None)
    with pytest.raises(Permanent, match="needs the asset partitions of Airflow"):
        made()


def test_airflow_learns_when_a_key_begins():
    assert read_back(made()).timetable.resolve_partition_date("2013-03-10") == datetime(2013, 3, 10, 5, tzinfo=UTC)
