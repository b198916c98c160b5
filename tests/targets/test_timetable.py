"""When runs happen and what they stand for: facts about calendars."""

from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from airflow.timetables.base import DagRunInfo, DataInterval, TimeRestriction
from pendulum import instance

from levada.intervals import UNITS, Unit
from levada.targets.airflow.timetable import LevadaTimetable

NEW_YORK = "America/New_York"
DAILY = LevadaTimetable("0 4 * * *", NEW_YORK, UNITS["day"])


def at(text):
    return instance(datetime.fromisoformat(text).astimezone(UTC))


def scheduled(timetable, earliest, latest=None, catchup=True):
    restriction = TimeRestriction(earliest and at(earliest), latest and at(latest), catchup)
    info: DagRunInfo | None = None
    while info := timetable.next_dagrun_info(
        last_automated_data_interval=info and info.data_interval, restriction=restriction
    ):
        yield info


def starts(timetable, *bounds, count=5):
    return [str(info.logical_date)[:16] for info in islice(scheduled(timetable, *bounds), count)]


def test_a_run_stands_for_the_whole_local_day_before_it():
    first = next(scheduled(DAILY, "2013-01-01T05:00+00:00"))
    assert first.data_interval == DataInterval(at("2013-01-01T00:00-05:00"), at("2013-01-02T00:00-05:00"))
    assert first.run_after == at("2013-01-02T04:00-05:00")


def test_days_of_23_and_25_hours_are_whole():
    spring = next(scheduled(DAILY, "2013-03-10T00:00-05:00")).data_interval
    autumn = next(scheduled(DAILY, "2013-11-03T00:00-04:00")).data_interval
    assert spring.end - spring.start == timedelta(hours=23)
    assert autumn.end - autumn.start == timedelta(hours=25)


def test_the_run_of_a_day_without_its_hour_is_not_lost():
    nightly = LevadaTimetable("30 2 * * *", NEW_YORK, UNITS["day"])
    assert starts(nightly, "2013-03-08T00:00-05:00", count=4) == [
        "2013-03-08 05:00", "2013-03-09 05:00", "2013-03-10 05:00", "2013-03-11 04:00",
    ]  # fmt: skip


def test_an_hour_that_the_clock_repeats_gives_one_run_a_day():
    nightly = LevadaTimetable("30 1 * * *", NEW_YORK, UNITS["day"])
    assert starts(nightly, "2013-11-02T00:00-04:00", count=3) == [
        "2013-11-02 04:00", "2013-11-03 04:00", "2013-11-04 05:00",
    ]  # fmt: skip


def test_hours_go_on_through_the_repeated_hour():
    hourly = LevadaTimetable("5 * * * *", NEW_YORK, UNITS["hour"])
    assert starts(hourly, "2013-11-03T00:00-04:00", count=4) == [
        "2013-11-03 04:00", "2013-11-03 05:00", "2013-11-03 06:00", "2013-11-03 07:00",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cron", "unit", "expected"),
    [
        ("0 6 1 * *", UNITS["month"], ["2013-01-01 00:00", "2013-02-01 00:00", "2013-03-01 00:00"]),
        ("0 6 * * 1", UNITS["week"], ["2013-01-07 00:00", "2013-01-14 00:00", "2013-01-21 00:00"]),
        ("0 6 1 1 *", UNITS["year"], ["2013-01-01 00:00", "2014-01-01 00:00", "2015-01-01 00:00"]),
        ("*/15 * * * *", Unit("minute", 15), ["2013-01-01 00:00", "2013-01-01 00:15", "2013-01-01 00:30"]),
    ],
)
def test_units_follow_one_another_without_a_gap(cron, unit, expected):
    assert starts(LevadaTimetable(cron, "UTC", unit), "2013-01-01T00:00+00:00", count=3) == expected


def test_a_cron_that_fires_more_often_than_its_unit_gives_one_run_a_unit():
    restless = LevadaTimetable("0 * * * *", "UTC", UNITS["day"])
    assert starts(restless, "2013-01-01T00:00+00:00", count=2) == ["2013-01-01 00:00", "2013-01-02 00:00"]


def test_first_and_last_day_are_inside():
    assert starts(DAILY, "2013-01-01T05:00+00:00", "2013-01-04T04:59:59.999999+00:00") == [
        "2013-01-01 05:00", "2013-01-02 05:00", "2013-01-03 05:00",
    ]  # fmt: skip


@pytest.mark.parametrize(("zone", "first"), [(NEW_YORK, "2013-01-01 05:00"), ("Europe/Berlin", "2012-12-31 23:00")])
def test_bare_dates_of_a_backfill_are_dates_in_the_pipelines_zone(zone, first):
    timetable = LevadaTimetable("0 4 * * *", zone, UNITS["day"])
    found = starts(timetable, "2013-01-01T00:00+00:00", "2013-01-03T00:00+00:00")
    assert (len(found), found[0]) == (3, first)


def test_without_catchup_only_the_last_firing_is_made_up_for():
    fired = next(scheduled(DAILY, "2013-01-01T05:00+00:00", None, False))
    assert datetime.now(UTC) - timedelta(days=1, hours=2) < fired.run_after <= datetime.now(UTC)


def test_without_catchup_a_start_in_the_future_is_waited_for():
    assert starts(DAILY, "2099-01-01T05:00+00:00", None, False, count=1) == ["2099-01-01 05:00"]


def test_without_any_bound_nothing_is_scheduled_backwards():
    assert starts(DAILY, None) == []


def test_a_manual_run_stands_for_the_unit_that_holds_its_date():
    found = DAILY.infer_manual_data_interval(run_after=at("2013-01-02T17:30-05:00"))
    assert found.start == at("2013-01-02T00:00-05:00")


def test_a_manual_run_of_today_stands_for_yesterday_because_today_is_not_over():
    now = instance(datetime.now(UTC))
    found = LevadaTimetable("0 4 * * *", "UTC", UNITS["day"]).infer_manual_data_interval(run_after=now)
    assert found.end == now.start_of("day")


def test_a_delay_lets_a_run_begin_later_and_stand_for_the_same():
    late = next(scheduled(LevadaTimetable("0 4 * * *", NEW_YORK, UNITS["day"], 90), "2013-01-01T05:00+00:00"))
    on_time = next(scheduled(DAILY, "2013-01-01T05:00+00:00"))
    assert (late.data_interval, late.run_after - on_time.run_after) == (on_time.data_interval, timedelta(seconds=90))


def test_a_timetable_without_a_delay_is_stored_as_before():
    assert "delay" not in DAILY.serialize()
    delayed = LevadaTimetable("0 4 * * *", NEW_YORK, UNITS["day"], 90)
    assert LevadaTimetable.deserialize(delayed.serialize()) == delayed


def test_it_survives_serialisation():
    found = LevadaTimetable("*/15 * * * *", NEW_YORK, Unit("minute", 15))
    assert LevadaTimetable.deserialize(found.serialize()) == found
