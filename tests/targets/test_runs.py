"""Which interval an Airflow run stands for."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from levada.errors import Permanent
from levada.intervals import Interval
from levada.targets.airflow.runs import run, unread

JANUARY_1 = Interval(datetime(2013, 1, 1, 5, tzinfo=UTC), datetime(2013, 1, 2, 5, tzinfo=UTC), "America/New_York")
JANUARY_2 = Interval(datetime(2013, 1, 2, 5, tzinfo=UTC), datetime(2013, 1, 3, 5, tzinfo=UTC), "America/New_York")


def triggered(*said):
    events = {number: [SimpleNamespace(extra=extra)] for number, extra in enumerate(said)}
    return run({"run_id": "r", "triggering_asset_events": events}, "UTC").interval


def test_a_scheduled_run_has_its_data_interval_in_the_pipelines_zone():
    context = {"run_id": "r", "data_interval_start": JANUARY_1.start, "data_interval_end": JANUARY_1.end}
    assert run(context, "America/New_York").render("{{ ds }}") == "2013-01-01"


def test_a_run_by_hand_without_a_date_has_no_interval():
    assert run({"run_id": "manual"}, "UTC").interval is None


def test_an_interval_of_no_length_is_none():
    moment = datetime(2013, 1, 1, tzinfo=UTC)
    assert run({"run_id": "r", "data_interval_start": moment, "data_interval_end": moment}, "UTC").interval is None


def test_events_that_came_together_span_their_intervals():
    found = triggered({"interval": JANUARY_2.as_json()}, {"interval": JANUARY_1.as_json()})
    assert found == Interval(JANUARY_1.start, JANUARY_2.end, "America/New_York")


def test_one_event_without_an_interval_leaves_the_run_without_one():
    assert triggered({"interval": JANUARY_1.as_json()}, {"interval": None}) is None
    assert triggered({"interval": JANUARY_1.as_json()}, {}) is None


def test_the_zone_of_a_span_does_not_depend_on_the_order_of_events():
    said = JANUARY_1.as_json(), JANUARY_2.as_json() | {"timezone": "Europe/Berlin"}
    assert triggered({"interval": said[0]}, {"interval": said[1]}) == triggered(
        {"interval": said[1]}, {"interval": said[0]}
    )


@pytest.mark.parametrize("key", ["2013-01-01", "2013-01-01T00:00:00-05:00/2013-01-02T00:00:00-05:00"])
def test_a_run_of_a_unit_has_the_interval_of_its_partition_key(key):
    context = {"run_id": "r", "dag_run": SimpleNamespace(partition_key=key)}
    assert run(context, "America/New_York", "day").interval == JANUARY_1


@pytest.mark.parametrize("last", ["2013-01-01T06:00:00-05:00", "2013-01-03T00:00:00-05:00"])
def test_a_run_of_a_unit_is_of_a_whole_one(last):
    context = {"run_id": "r", "dag_run": SimpleNamespace(partition_key=f"2013-01-01T00:00:00-05:00/{last}")}
    with pytest.raises(Permanent, match="is not one whole day in America/New_York: trigger it with 2013-01-01T00"):
        run(context, "America/New_York", "day")


def test_somebody_elses_partition_key_is_nothing_to_us():
    context = {"run_id": "r", "dag_run": SimpleNamespace(partition_key="eu-west")}
    assert run(context, "UTC").interval is None
    with pytest.raises(Permanent, match="'eu-west' is no date and no interval"):
        run(context, "UTC", "day")


def test_params_travel_as_json():
    assert json.loads(run({"run_id": "r", "params": {"b": 1, "a": "x"}}, "UTC").params) == {"a": "x", "b": 1}


def test_a_run_may_be_triggered_to_load_anew():
    assert run({"run_id": "r", "dag_run": SimpleNamespace(conf={"reload": True})}, "UTC").reload
    assert not run({"run_id": "r", "dag_run": SimpleNamespace(conf={})}, "UTC").reload


@pytest.mark.parametrize(
    ("conf", "said"),
    [
        (
            {"regoin": "north"},
            "conf of this run has 'regoin', which is no param of the pipeline: did you mean `region`?",
        ),
        (
            {"Region": "north"},
            "conf of this run has 'Region', which is no param of the pipeline: did you mean `region`?",
        ),
        ({"relaod": True}, "conf of this run has 'relaod', which is no param of the pipeline: did you mean `reload`?"),
        ({"reload": "yes"}, "conf of this run has 'reload', and it is neither true nor false: nothing is loaded anew"),
    ],
)
def test_a_slip_of_the_pen_in_conf_is_told(conf, said):
    assert list(unread(triggered_with(conf))) == [said]


@pytest.mark.parametrize(
    "conf",
    [None, {}, {"region": "north"}, {"reload": True}, {"cost_centre": 5}, {"region": "north", "regions": ["south"]},
     {"mode": "full"}],
)  # fmt: skip
def test_what_else_stands_in_conf_is_nothing_to_us(conf):
    assert list(unread(triggered_with(conf))) == []


def test_a_context_without_a_run_has_no_conf():
    assert list(unread({"run_id": "r"})) == []


def triggered_with(conf):
    """A context of a DAG that asks for a region, and of a task that asks for a mode."""
    dag, task = SimpleNamespace(params={"region": "south"}), SimpleNamespace(params={"mode": "full"})
    return {"run_id": "r", "dag_run": SimpleNamespace(conf=conf), "dag": dag, "task": task}
