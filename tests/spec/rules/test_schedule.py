"""When a pipeline runs: what is refused of crons, zones, dates and assets."""

from collections.abc import Callable

import pytest

from levada.errors import Problem


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("schedule: {cron: 0 4 * *}", ["1:18 schedule.cron: '0 4 * *' is not a cron expression"]),
        ("schedule: 0 0 30 2 *", ["1:11 schedule: '0 0 30 2 *' never comes"]),
        ("schedule: {cron: 0 4 * * * *}", ["1:18 schedule.cron: '0 4 * * * *' is not a cron expression"]),
        (
            "schedule: 5,9 4 * * *",
            [("1:11 schedule: '5,9 4 * * *' does not come exactly once in every hour, day, week, month or year")],
        ),
        ("schedule: {cron: '5,9 4 * * *', interval: day}", []),
        (
            "schedule: {cron: 0 4 * * 1-5, interval: day}",
            ["1:18 schedule.cron: '0 4 * * 1-5' does not come in every day: the day before such a one has no run"],
        ),
        (
            "schedule: {cron: 0 4 31 * *, interval: month}",
            ["1:18 schedule.cron: '0 4 31 * *' does not come in every month: the month before such a one has no run"],
        ),
        ("schedule: {cron: 0 4 * * 1-5, interval: week}", []),
        ("schedule: {cron: 0 4 * * *, jitter: 22h}", []),
        (
            "schedule: {cron: '@daily', jitter: 1d}",
            ["1:36 schedule.jitter: '@daily' may come again after 23h, before such a run has begun"],
        ),
        (
            "schedule: {cron: '*/10 * * * *', jitter: 10m}",
            ["1:42 schedule.jitter: '*/10 * * * *' may come again after 10m, before such a run has begun"],
        ),
        ("schedule: {cron: '61 * * * *', jitter: 1s}", ["1:18 schedule.cron: '61 * * * *' is not a cron expression"]),
        ("schedule: {interval: day, jitter: 1m}", ["1:27 schedule.jitter: only runs that a cron starts begin later"]),
        ("schedule: '@once'", ["1:11 schedule: '@once' is not a cron expression"]),
        ("schedule: '@daily'", []),
        ("schedule: none", []),
        ("schedule: {cron: H 4 * * *}", ["1:18 schedule.cron: 'H 4 * * *' is not a cron expression"]),
        ("schedule: 0 4 * * THU", []),
        ("schedule: {timezone: Europe/Lissabon}", ["1:22 schedule.timezone: 'Europe/Lissabon' is not a time zone"]),
        ("schedule: {timezone: ../etc}", ["1:22 schedule.timezone: '../etc' is not a time zone"]),
        ("schedule: {timezone: ''}", ["1:22 schedule.timezone: '' is not a time zone"]),
        (
            "schedule: {start_date: 2013-02-01, end_date: 2013-01-01}",
            ["1:46 schedule.end_date: the last day, 2013-01-01, is before the first, 2013-02-01"],
        ),
        (
            "schedule: {cron: '@daily', catchup: true}",
            ["1:37 schedule.catchup: runs are to be made up, and since when is not said"],
        ),
        ("schedule: {assets: []}", ["1:20 schedule.assets: names no asset"]),
        (
            "schedule: {assets: reads}",
            ["1:20 schedule.assets: `assets: reads`, but nothing is read that other pipelines write"],
        ),
        ("schedule: {assets: [raw.x]}", ["1:21 schedule.assets.0: nothing provides raw.x"]),
        ("schedule: {assets: {any: [raw.x]}}", ["1:27 schedule.assets.any.0: nothing provides raw.x"]),
        ("schedule: {assets: {all: [raw.x]}}", ["1:21 schedule.assets.all: unknown key `all`"]),
        (
            "schedule: {assets: [raw.a], cron: '@daily'}\nsteps: [{spark: a, into: raw.a}]",
            ["1:21 schedule.assets.0: the pipeline would start itself: it writes raw.a"],
        ),
        ("schedule: {assets: [raw.a], interval: day}\ndatasets: {raw.a: {loader: them}}", []),
    ],
)
def test_schedules(said: Callable[[str], list[str]], body: str, expected: list[str]) -> None:
    assert said(body) == expected


def test_defaults_may_say_a_jitter_for_all(problems: Callable[..., list[Problem]]) -> None:
    head = "apiVersion: levada/v1\nkind: "
    found = problems(
        {
            "defaults.yaml": head + "Defaults\npipeline: {schedule: {jitter: 2h}}",
            "pipelines/by_hand.yaml": head + "Pipeline\nsteps: [{spark: a, into: m.a}]",
            "pipelines/daily.yaml": head + "Pipeline\nschedule: '@daily'\nsteps: [{spark: b, into: m.b}]",
            "pipelines/hourly.yaml": head + "Pipeline\nschedule: '@hourly'\nsteps: [{spark: c, into: m.c}]",
        }
    )
    assert [(one.file, one.hint) for one in found] == [
        ("include/defaults.yaml", "say less than 1:00:00, or `jitter: null` in hourly")
    ]
