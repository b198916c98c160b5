"""What a plan becomes in Airflow: facts about the DAG."""

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from airflow.models.serialized_dag import SerializedDagModel
from airflow.serialization.serialized_objects import DagSerialization
from airflow.timetables.base import TimeRestriction
from pendulum import instance

from levada.intervals import UNITS
from levada.plan.params import Param
from levada.targets.airflow.deadlines import missed
from tests.targets.plans import LOCAL, PLAN, dag, scheduled

ROOT = Path("project")
DAY_ONE = datetime(2013, 1, 1, tzinfo=UTC)


@pytest.fixture
def made():
    return dag(PLAN, LOCAL, ROOT, "kind: Pipeline\n")


def read_back(made):
    return DagSerialization.from_dict(DagSerialization.to_dict(made))


def test_the_dag_is_called_after_the_pipeline_and_has_its_words(made):
    assert (made.dag_id, made.description, made.owner, sorted(made.tags)) == (
        "flights", "Flights of New York.", "air-team", ["air", "raw"],
    )  # fmt: skip


def test_a_step_is_a_task_and_edges_are_the_plans(made):
    assert list(made.task_dict) == ["raw_flights", "staging_flights"]
    assert made.get_task("staging_flights").upstream_task_ids == {"raw_flights"}


def test_how_a_task_is_tried_is_what_the_step_says(made):
    task = made.get_task("raw_flights")
    assert (task.retries, task.retry_delay, task.execution_timeout) == (
        2, timedelta(seconds=60), timedelta(seconds=600),
    )  # fmt: skip
    assert (task.pool, task.priority_weight, task.doc_md) == ("narrow", 7, "Every day's file.")


def test_one_run_at_a_time_unless_the_spec_says_more(made):
    assert made.max_active_runs == 1
    assert dag(scheduled(max_active_runs=3, max_active_tasks=5), LOCAL, ROOT).max_active_tasks == 5


def test_the_specs_source_stands_in_the_documentation(made):
    assert made.doc_md.endswith("`include/pipelines/flights.yaml`\n\n```yaml\nkind: Pipeline\n```\n")


def test_backticks_in_the_source_do_not_end_the_documentation():
    assert dag(PLAN, LOCAL, ROOT, "description: '```'").doc_md.endswith("````yaml\ndescription: '```'\n````\n")


def test_first_and_last_day_are_whole_local_days(made):
    assert made.start_date == datetime(2013, 1, 1, 5, tzinfo=UTC)
    assert made.end_date == datetime(2013, 1, 4, 5, tzinfo=UTC) - timedelta(microseconds=1)


def test_catchup_schedules_every_day_from_first_to_last(made):
    dag_ = read_back(made)
    infos = dag_.iter_dagrun_infos_between(None, dag_.end_date)
    assert [str(info.logical_date.date()) for info in infos] == ["2013-01-01", "2013-01-02", "2013-01-03"]


def test_a_backfill_of_bare_dates_lists_the_days_between_them(made):
    dates = datetime(2013, 1, 2, tzinfo=UTC), datetime(2013, 1, 3, tzinfo=UTC)
    infos = read_back(made).iter_dagrun_infos_between(*dates)
    assert [str(info.logical_date) for info in infos] == ["2013-01-02 05:00:00+00:00", "2013-01-03 05:00:00+00:00"]


def test_datasets_filled_are_outlets_by_their_name(made):
    (outlet,) = made.get_task("raw_flights").outlets
    assert (outlet.name, outlet.uri) == ("raw.flights", "iceberg://local/raw.flights")


@pytest.mark.parametrize(("any_asset", "word"), [(False, "asset_all"), (True, "asset_any")])
def test_assets_trigger_all_together_or_any(any_asset, word):
    made = dag(scheduled(assets=("raw.a", "raw.b"), any_asset=any_asset), LOCAL, ROOT)
    condition = DagSerialization.to_dict(made)["dag"]["timetable"]["__var"]["asset_condition"]
    assert (condition["__type"], len(condition["objects"])) == (word, 2)


def test_params_are_the_questions_of_airflows_form():
    schema = '{"type": "string", "enum": ["EWR", "JFK"], "default": "EWR", "description": "Which airport?"}'
    asked = Param("region", schema), Param("days", '{"type": "integer"}')
    made = dag(replace(scheduled(), params=asked), LOCAL, ROOT)
    region, days = made.params.get_param("region"), made.params.get_param("days")
    assert (region.value, region.description) == ("EWR", "Which airport?")
    assert (region.schema, days.has_value) == ({"type": "string", "enum": ["EWR", "JFK"]}, False)
    assert read_back(made).params.get_param("region").value == "EWR"


def test_assets_or_a_time():
    made = dag(scheduled(cron="0 4 * * *", unit=UNITS["day"], assets=("raw.a",)), LOCAL, ROOT)
    stored = DagSerialization.to_dict(made)["dag"]["timetable"]
    assert stored["__type"].endswith("AssetOrTimeSchedule")
    days = read_back(made).iter_dagrun_infos_between(DAY_ONE, DAY_ONE)
    assert [str(info.data_interval.end) for info in days] == ["2013-01-02 00:00:00+00:00"]


def test_a_deadline_counts_from_when_a_run_is_queued():
    made = dag(replace(PLAN, deadline=7200), LOCAL, ROOT)
    (alert,) = made.deadline
    assert (alert.interval, alert.reference.reference_name) == (timedelta(hours=2), "DagRunQueuedAtDeadline")
    assert alert.callback.path == "levada.targets.airflow.deadlines.missed"
    one, other = (SerializedDagModel.hash(DagSerialization.to_dict(made)) for _ in range(2))
    assert one == other


def test_who_is_late_is_said(caplog):
    run = {"dag_id": "flights", "dag_run_id": "r"}
    asyncio.run(missed({"dag_run": run, "deadline": {"deadline_time": "now"}}))
    assert caplog.messages == ["flights: run r has missed its deadline, now"]


def test_without_a_schedule_it_runs_by_hand():
    assert not dag(scheduled(), LOCAL, ROOT).timetable.can_be_scheduled


def test_a_run_by_hand_stands_for_the_unit_that_holds_its_date():
    made = read_back(dag(scheduled(timezone="America/New_York", unit=UNITS["day"]), LOCAL, ROOT)).timetable
    found = made.infer_manual_data_interval(run_after=instance(datetime(2013, 1, 1, 2, tzinfo=UTC)))
    assert str(found.start) == "2012-12-31 05:00:00+00:00"
    assert str(found.end) == "2013-01-01 05:00:00+00:00"
    restriction = TimeRestriction(DAY_ONE, None, catchup=True)
    assert made.next_dagrun_info(last_automated_data_interval=None, restriction=restriction) is None
    assert (made.can_be_scheduled, made.periodic) == (False, False)


def test_without_an_owner_the_task_is_airflows():
    assert dag(replace(PLAN, owner=""), LOCAL, ROOT).owner == "airflow"


def digest():
    """The hash by which Airflow tells one version of a DAG from the next."""
    return SerializedDagModel.hash(DagSerialization.to_dict(dag(PLAN, LOCAL, ROOT, "kind: Pipeline\n")))


def test_fifty_parses_are_one():
    assert len({digest() for _ in range(50)}) == 1


def elsewhere(code, **environment):
    """The last word that another process prints."""
    paths = {"PYTHONPATH": os.pathsep.join(sys.path)}
    other = subprocess.run(
        [sys.executable, "-c", code], env=os.environ | paths | environment, capture_output=True, text=True, check=True
    )
    return other.stdout.splitlines()[-1]


def test_another_process_with_another_hash_seed_makes_the_same():
    assert elsewhere("from tests.targets.test_dag import digest; print(digest())", PYTHONHASHSEED="7") == digest()


def test_a_trigger_rule_is_airflows():
    late = replace(PLAN.tasks[1], trigger_rule="none_failed")
    made = read_back(dag(replace(PLAN, tasks=(PLAN.tasks[0], late)), LOCAL, ROOT))
    assert made.get_task("staging_flights").trigger_rule == "none_failed"
