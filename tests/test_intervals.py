"""Which interval a run stands for."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from levada.intervals import (
    UNITS,
    Interval,
    Unit,
    containing,
    fires_after,
    last_complete,
    last_on,
    on,
    shortest_gap,
    unit_of,
)


@pytest.mark.parametrize(
    ("cron", "unit"),
    [
        ("0 4 * * *", "day"),
        ("@daily", "day"),
        ("0 * * * *", "hour"),
        ("*/15 * * * *", "15 minutes"),
        ("5 */6 * * *", "6 hours"),
        ("0 3 * * 1", "week"),
        ("0 0 1 * *", "month"),
        ("0 0 1 1 *", "year"),
        ("0 4 * * 1-5", "None"),
        ("0 4,16 * * *", "12 hours"),
        ("30 2 29 2 *", "None"),
        ("0 0 15 * 1", "None"),
    ],
)
def test_a_cron_stands_for_the_unit_it_hits_exactly_once(cron: str, unit: str) -> None:
    assert str(unit_of(cron)) == unit


@pytest.mark.parametrize(
    ("cron", "hours"),
    [
        ("0 4 * * *", 23),
        ("@hourly", 1),
        ("*/15 * * * *", 0.25),
        ("0 */6 * * *", 5),
        ("0 9,17 * * *", 7),
        ("0 4 * * 1-5", 23),
        ("0 0 1 * *", 28 * 24 - 1),
        ("0 0 1 1,2 *", 31 * 24 - 1),
        ("0 0 1 1 *", 365 * 24 - 1),
        ("0 0 29 2 *", 365 * 24 - 1),
    ],
)
def test_the_shortest_time_between_two_firings(cron: str, hours: float) -> None:
    assert shortest_gap(cron) == timedelta(hours=hours)


def test_a_run_at_four_stands_for_yesterday_where_it_runs() -> None:
    run = last_complete(datetime(2013, 1, 2, 9, tzinfo=UTC), UNITS["day"], "America/New_York")
    assert str(run) == "2013-01-01T00:00:00-05:00/2013-01-02T00:00:00-05:00"


@pytest.mark.parametrize(("day", "hours"), [(date(2013, 3, 10), 23), (date(2013, 11, 3), 25), (date(2013, 6, 1), 24)])
def test_days_are_as_long_as_the_clock_says(day: date, hours: int) -> None:
    interval = on(day, UNITS["day"], "America/New_York")
    assert interval.end - interval.start == timedelta(hours=hours)


def test_a_repeated_hour_is_two_intervals() -> None:
    hour = containing(datetime(2013, 11, 3, 5, 30, tzinfo=UTC), UNITS["hour"], "America/New_York")
    again = containing(hour.end, UNITS["hour"], "America/New_York")
    assert (again.end - hour.start) == timedelta(hours=2)
    assert hour.local[0].hour == again.local[0].hour == 1


def test_months_end_where_the_calendar_says() -> None:
    assert str(on(date(2024, 2, 29), UNITS["month"], "UTC")) == "2024-02-01T00:00:00+00:00/2024-03-01T00:00:00+00:00"


def test_a_cron_fires_by_the_wall_clock() -> None:
    assert fires_after("0 4 * * *", "Europe/Lisbon", datetime(2024, 7, 1, tzinfo=UTC)).hour == 3


@given(
    st.datetimes(datetime(1990, 1, 1), datetime(2037, 1, 1), timezones=st.just(UTC)),
    st.sampled_from([*UNITS.values(), Unit("minute", 15), Unit("hour", 6)]),
    st.sampled_from(["UTC", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Sao_Paulo"]),
)
def test_units_hold_their_moment_and_follow_one_another_without_gap(moment: datetime, unit: Unit, zone: str) -> None:
    interval = containing(moment, unit, zone)
    assert interval.start <= moment < interval.end
    assert containing(interval.end, unit, zone).start == interval.end


def test_an_interval_travels_as_json() -> None:
    interval = on(date(2013, 1, 1), UNITS["day"], "America/New_York")
    assert Interval.from_json(interval.as_json()) == interval


def test_a_day_before_a_short_day_is_a_whole_one() -> None:
    short = on(date(2024, 3, 10), UNITS["day"], "America/New_York")
    day_before = on(date(2024, 3, 9), UNITS["day"], "America/New_York")
    assert on(date(2024, 3, 11), UNITS["day"], "America/New_York").since(86400).start == short.start
    assert short.since(86400) == Interval(day_before.start, short.end, "America/New_York")
    assert short.since(3600).start == short.start - timedelta(hours=1)


def test_a_day_that_begins_at_one_o_clock_has_whole_days_before_it() -> None:
    late, before = (on(date(2018, 11, day), UNITS["day"], "America/Sao_Paulo") for day in (4, 3))
    assert late.local[0].hour == 1
    assert late.since(86400).start == before.start
    first_hour = Interval(late.start, late.start + timedelta(hours=1), late.timezone)
    assert first_hour.since(86400).start == before.start + timedelta(hours=1)


def test_nothing_lies_before_an_hour_that_comes_twice_unless_it_is_asked_for() -> None:
    again = Interval(datetime(2026, 10, 25, 1, tzinfo=UTC), datetime(2026, 10, 25, 2, tzinfo=UTC), "Europe/Berlin")
    assert again.since(0) == again
    assert again.since(3600).start == again.start - timedelta(hours=1)
    assert again.since(86400).start == datetime(2026, 10, 24, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("unit", "hour"), [("hour", "2024-03-10T23"), ("day", "2024-03-10T00"), ("month", "2024-03-01T00")]
)
def test_the_last_unit_of_a_day_holds_its_last_moment(unit: str, hour: str) -> None:
    assert last_on(date(2024, 3, 10), UNITS[unit], "America/New_York").local[0].isoformat().startswith(hour)
