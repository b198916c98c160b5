"""Whole units of what assets publish: what is refused because it can never come about."""

import pytest

HEAD = "apiVersion: levada/v1\nkind: Pipeline\n"
UPSTREAM = "{schedule}\nsteps: [{{spark: a, into: raw.a}}]\ndatasets: {{raw.a: {{event_time: at}}}}\n"
MIDDLE = "schedule: {assets: [raw.a]}\nsteps: [{spark: b, into: raw.b}]\n"
DAILY = "schedule: {{assets: {assets}, interval: {unit}}}\nsteps: [{{spark: c, reads: [raw.a], into: mart.c}}]\n"


@pytest.fixture
def refused(problems):
    def refused(schedule, assets="[raw.a]", unit="day"):
        bodies = {"up": UPSTREAM.format(schedule=schedule), "mid": MIDDLE,
                  "down": DAILY.format(assets=assets, unit=unit)}  # fmt: skip
        found = problems({f"pipelines/{name}.yaml": HEAD + body for name, body in bodies.items()})
        return [(problem.file[18:], problem.path, problem.message, problem.hint) for problem in found]

    return refused


@pytest.mark.parametrize("unit", ["hour", "day", "week", "month", "year"])
def test_hours_make_every_unit(refused, unit):
    assert refused("schedule: '@hourly'", unit=unit) == []


def test_weeks_make_months_too_as_all_time_is_covered_in_the_end(refused):
    assert refused("schedule: '@weekly'", unit="month") == []


def test_an_asset_without_intervals_is_refused_with_place_and_cure(refused):
    ((*place, message, hint),) = refused("schedule: none")
    assert place == ["down.yaml", "schedule.assets.0"]
    assert message == "raw.a comes without an interval, so that no day of it is ever known to be whole"
    assert hint == "give up, which fills it, a cron or an interval, or take yours out"


def test_a_longer_unit_than_the_own_one_is_refused(refused):
    ((_, path, message, hint),) = refused("schedule: '@monthly'", assets="{any: [raw.a]}")
    assert (path, message) == (
        "schedule.assets.any.0", "raw.a comes month by month: up never publishes one day alone",
    )  # fmt: skip
    assert hint == "say interval: month, or give up a shorter one"


def test_whoever_passes_intervals_on_passes_their_length_on(refused):
    assert refused("schedule: '@hourly'", assets="[raw.b]") == []
    assert refused("schedule: '@monthly'", assets="[raw.b]")[0][2].startswith("raw.b comes month by month: up never")
    assert refused("schedule: none", assets="[raw.b]")[0][3].startswith("give up, which fills it, a cron")


def test_who_follows_units_goes_by_units(problems):
    bodies = {
        "up": UPSTREAM.format(schedule="schedule: '@hourly'"),
        "down": DAILY.format(assets="[raw.a]", unit="day"),
        "last": "schedule: {assets: [mart.c], cron: '@daily'}\nsteps: [{spark: d, reads: [mart.c], into: mart.d}]\n",
        "fine": "schedule: {assets: [mart.c], interval: month}\nsteps: [{spark: e, reads: [mart.c], into: mart.e}]\n",
    }
    ((file, path, message, hint),) = [
        (problem.file[18:], problem.path, problem.message, problem.hint)
        for problem in problems({f"pipelines/{name}.yaml": HEAD + body for name, body in bodies.items()})
    ]
    assert (file, path) == ("last.yaml", "schedule.assets.0")
    assert message == "mart.c is published day by day: Airflow tells nobody else of that"
    assert hint == "say interval: day, or a longer one, and no cron"


def test_what_is_read_counts_as_what_is_named(refused):
    assert refused("schedule: none", assets="reads")[0][1] == "schedule.assets"


def test_beside_a_cron_the_interval_is_the_crons(refused):
    assert refused("schedule: '@monthly'", assets="[raw.a], cron: '@daily'") == []


def test_of_a_loader_elsewhere_nothing_is_known(problems):
    body = "schedule: {assets: [raw.x], interval: day}\ndatasets: {raw.x: {loader: them}}\n"
    assert problems({"pipelines/p.yaml": HEAD + body}) == []


def test_templates_may_use_the_interval(problems):
    body = (
        "schedule: {assets: [raw.x], interval: day}\nsteps: [{ingest: {files: 'a-{{ ds }}.parquet'}, into: raw.y}]\n"
        "datasets: {raw.x: {loader: them}, raw.y: {contract: [{name: a, logicalType: integer}]}}\n"
    )
    assert problems({"pipelines/p.yaml": HEAD + body}) == []
