"""One run for each whole unit, through the real scheduler: half hours become hours, hours wait for their day."""

import time
from datetime import UTC, datetime

import pytest

from levada.lake.catalogue import open_lake
from levada.plan.binding import environment
from levada.spec.reader import read_pipeline
from tests.e2e import meters
from tests.e2e.airflow_home import Installation, start

pytestmark = pytest.mark.e2e

TEN = datetime(2013, 7, 1, 9, tzinfo=UTC)
"""Ten o'clock in Lisbon."""
HALF_PAST = TEN.replace(minute=30)
HOUR = "2013-07-01T10:00:00+01:00/2013-07-01T11:00:00+01:00"
DAY = "2013-07-01T00:00:00+01:00/2013-07-02T00:00:00+01:00"


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    folder = tmp_path_factory.mktemp("meters")
    meters.make(folder)
    return folder


@pytest.fixture(scope="module")
def airflow(root, tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(tmp_path_factory.mktemp("home")))
        with start(root, what=Installation(bundles={"levada": root / "dags"})) as running:
            running.await_dags(set(meters.PIPELINES), seconds=120)
            for dag in meters.PIPELINES:
                running.unpause(dag)
            yield running


@pytest.fixture(scope="module")
def half(airflow):
    """One half hour is published, the second one; how many runs others had then."""
    airflow.trigger("meters", HALF_PAST)
    airflow.wait("meters")
    time.sleep(3)  # several rounds of the scheduler
    return {dag: len(airflow.runs(dag)) for dag in ("hours", "costs", "days")}


@pytest.fixture(scope="module")
def hour(airflow, half):
    """The other half too."""
    airflow.trigger("meters", TEN)
    return airflow.wait("hours")


@pytest.fixture(scope="module")
def again(airflow, root, hour):
    """The first half hour once more, with other rows."""
    meters.measured(root, "00", 5)
    airflow.trigger("meters", TEN.replace(minute=5), {"reload": True})
    return airflow.wait("hours", 2)


def rows(root, dataset):
    return open_lake(environment(read_pipeline(root, "meters", "local")), root).table(dataset).scan().to_arrow()


def test_half_an_hour_sets_off_nothing(half):
    assert half == {"hours": 0, "costs": 0, "days": 0}


def test_who_does_not_go_by_units_hears_of_every_half_hour(airflow, half):
    assert [run["partition_key"] for run in airflow.wait("readers")] == [None]


def test_a_whole_hour_sets_off_one_run_of_just_that_hour(airflow, root, hour):
    (run,) = hour
    assert (run["run_type"], run["state"], run["partition_key"]) == ("asset_triggered", "success", HOUR)
    assert run["partition_date"] == "2013-07-01T09:00:00Z"
    told = airflow.xcom("hours", run["dag_run_id"], "staging_hours")
    assert told["interval"]["start"] == "2013-07-01T09:00:00+00:00"


def test_two_assets_are_waited_for_and_a_day_is_not_there_with_one_of_its_hours(airflow, hour):
    assert airflow.runs("costs") == airflow.runs("days") == []
    airflow.trigger("prices", TEN)
    assert [run["partition_key"] for run in airflow.wait("costs")] == [HOUR]


def test_half_an_hour_that_comes_again_does_its_hour_again(root, again):
    assert [(run["state"], run["partition_key"]) for run in again] == [("success", HOUR)] * 2
    assert rows(root, "staging.hours").column("kwh").to_pylist() == [6]


def test_a_run_by_hand_may_name_a_date_as_its_partition(airflow, again):
    airflow.trigger("hours", partition_key="2013-07-01T10:20")
    run = airflow.wait("hours", 3)[-1]
    told = airflow.xcom("hours", run["dag_run_id"], "staging_hours")
    assert (told["interval"]["start"], told["status"]) == ("2013-07-01T09:00:00+00:00", "unchanged")


def test_a_backfill_is_of_whole_units(airflow, again):
    airflow.backfill("days", datetime(2013, 7, 1, tzinfo=UTC), datetime(2013, 7, 1, tzinfo=UTC))
    (run,) = airflow.wait("days")
    assert (run["run_type"], run["state"], run["partition_key"]) == ("backfill", "success", DAY)


def test_nothing_was_parsed_into_a_second_version(airflow, again):
    versions = {dag: airflow.versions(dag) for dag in meters.PIPELINES}
    assert set(versions.values()) == {1}
