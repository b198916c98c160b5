"""From a spec to published tables through the real scheduler."""

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from levada.lake.catalogue import open_lake
from levada.plan.binding import environment
from levada.spec.reader import read_pipeline
from tests.e2e.airflow_api import FINISHED
from tests.servers import absent

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def broken(airflow, root):
    """What Airflow says while a spec is broken; afterwards it is not any more."""
    eventually(airflow.import_errors)
    said = {
        "errors": airflow.import_errors(),
        "alive": {name for name, dag in airflow.dags().items() if not dag["is_stale"]},
    }
    (root / "include" / "pipelines" / "broken.yaml").unlink()
    return said


@pytest.fixture(scope="module")
def people(airflow):
    """The two runs that catching up makes."""
    return airflow.wait("people", 2)


@pytest.fixture(scope="module")
def followers(airflow, people):
    """The runs that those two have triggered, all of them ended."""
    airflow.wait("followers", seconds=60)
    eventually(lambda: all(run["state"] in FINISHED for run in airflow.runs("followers")))
    return airflow.runs("followers")


@pytest.fixture(scope="module")
def late(airflow, root):
    """A run whose file arrives after the first attempt."""
    run = airflow.trigger("late")
    eventually(lambda: airflow.task_states("late", run) == {"raw_late": "up_for_retry"})
    (root / "data" / "late.csv").write_text("id\n1\n")
    return airflow.wait("late")[0]["dag_run_id"]


@pytest.fixture(scope="module")
def bad(airflow):
    airflow.trigger("bad")
    return airflow.wait("bad")[0]["dag_run_id"]


@pytest.fixture(scope="module")
def patient(airflow, root):
    """A run that waits, in the triggerer, for a file that comes in the end."""
    run = airflow.trigger("patient")
    eventually(lambda: airflow.task_states("patient", run).get("sign") == "deferred", seconds=120)
    (root / "data" / "sign.ok").touch()
    return airflow.wait("patient")[0]["dag_run_id"]


@pytest.fixture(scope="module")
def regions(airflow, root):
    """A run whose steps are done item by item; one of the files comes after the first attempt."""
    run = airflow.trigger("regions")
    eventually(lambda: "up_for_retry" in airflow.items("regions", run, "raw_residents.each").values(), seconds=120)
    (root / "data" / "regions" / "east.csv").write_text("id\n2\n")
    airflow.wait("regions")
    return run


def eventually(fact, seconds=60):
    until = time.monotonic() + seconds
    while not fact():
        assert time.monotonic() < until, "it did not come about"
        time.sleep(0.5)


def rows(root, dataset):
    table = open_lake(environment(read_pipeline(root, "people", "local")), root).load(dataset)
    return 0 if table is None else table.scan().to_arrow().num_rows


def events(root):
    lines = (root / ".levada" / "lineage" / "events.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def test_a_broken_spec_is_an_import_error_of_its_own_file_with_its_line(broken):
    (file, message), *others = broken["errors"].items()
    assert (file, others) == ("include/pipelines/broken.yaml", [])
    assert message.splitlines()[0].startswith("include/pipelines/broken.yaml:4:1: stepz")


def test_the_others_are_alive_beside_it(broken):
    assert broken["alive"] == {
        "bad", "followers", "late", "neighbours", "orders", "patient", "people", "regions", "theirs",
    }  # fmt: skip


def test_a_project_that_was_just_begun_is_a_bundle_of_an_airflow_that_was_there(airflow, root):
    assert airflow.dags()["orders"]["bundle_name"] == "levada"
    assert airflow.wait("orders")[0]["state"] == "success"
    assert rows(root, "raw.orders") == 6


def test_what_was_there_lives_on(airflow, broken):
    assert airflow.dags()["theirs"]["bundle_name"] == "dags-folder"
    assert airflow.wait("theirs")[0]["state"] == "success"


def test_catching_up_runs_every_day_and_publishes_it(root, people):
    assert [run["state"] for run in people] == ["success", "success"]
    assert [run["logical_date"] for run in people] == ["2013-01-01T05:00:00Z", "2013-01-02T05:00:00Z"]
    assert rows(root, "raw.people") == 4


def test_a_task_tells_airflow_what_it_did(airflow, people):
    told = airflow.xcom("people", people[0]["dag_run_id"], "raw_people")
    assert (told["status"], told["tables"][0]["rows"]) == ("published", 2)
    assert "raw.people: published" in airflow.log("people", people[0]["dag_run_id"], "raw_people")


def test_an_assets_event_carries_snapshot_and_interval(airflow, followers):
    told = [event for event in airflow.asset_events() if event["name"] == "staging.adults"]
    extras = [event["extra"] for event in told if event.get("partition_key") is None]
    assert [extra["interval"]["start"][:16] for extra in extras[:2]] == ["2013-01-01T05:00", "2013-01-02T05:00"]
    assert all(extra["snapshot"].isdigit() for extra in extras)


def test_assets_trigger_the_pipeline_that_waits_for_them(airflow, followers):
    run = followers[0]
    assert (run["run_type"], run["state"]) == ("asset_triggered", "success")
    told = airflow.xcom("followers", run["dag_run_id"], "analytics_heads")
    assert told["interval"]["timezone"] == "America/New_York"


def test_a_missing_file_is_tried_again(airflow, root, late):
    assert airflow.tasks("late", late)[0]["try_number"] > 1
    assert airflow.task_states("late", late) == {"raw_late": "success"}
    assert "late.csv" in airflow.log("late", late, "raw_late", 1)


def test_a_step_that_waits_is_deferred_and_conditions_decide_about_the_others(airflow, patient):
    assert airflow.task_states("patient", patient) == {
        "sign": "success", "raw_signed": "success", "told": "success", "passed": "skipped", "last": "success",
    }  # fmt: skip
    assert "fast" in airflow.log("patient", patient, "told")


def test_each_item_is_a_task_of_its_own_called_after_it_and_tried_again_by_itself(airflow, root, regions):
    assert airflow.items("regions", regions, "raw_residents.each") == dict.fromkeys(
        ("east", "north", "south"), "success"
    )
    tries = {task["rendered_map_index"]: task["try_number"] for task in airflow.tasks("regions", regions)
             if task["task_id"] == "raw_residents.each"}  # fmt: skip
    assert (tries["north"], tries["south"], tries["east"] > 1) == (1, 1, True)
    assert rows(root, "raw.residents") == 3


def test_what_comes_after_a_step_waits_for_all_of_its_items(airflow, root, regions):
    assert airflow.items("regions", regions, "staging_counts.each") == {"down": "success", "up": "success"}
    table = open_lake(environment(read_pipeline(root, "regions", "local")), root).table("staging.counts")
    assert {row["way"]: row["n"] for row in table.scan().to_arrow().to_pylist()} == {"down": 3, "up": 3}


def test_an_operator_of_airflows_is_mapped_over_items_too(airflow, regions):
    assert airflow.items("regions", regions, "greeted.each") == {"1": "success", "2": "success", "3": "success"}
    assert "hi 2" in airflow.log("regions", regions, "greeted.each", index=1)


def test_without_items_a_step_is_skipped(airflow, regions):
    states = airflow.task_states("regions", regions)
    assert {states[f"raw_nobodies.{part}"] for part in ("items", "each", "all")} == {"skipped"}
    assert states["last"] == "success"


def test_items_together_are_one_event(airflow, root, regions):
    (event,) = (event for event in airflow.asset_events() if event["name"] == "raw.residents")
    assert (event["extra"]["rows"], event["extra"]["unchanged"]) == (3, False)
    assert [run["state"] for run in airflow.wait("neighbours")] == ["success"]
    assert {event["name"] for event in airflow.asset_events()} >= {"staging.counts"}
    assert "raw.nobodies" not in {event["name"] for event in airflow.asset_events()}


def test_lineage_has_an_output_for_each_item(airflow, root, regions):
    told = [event for event in events(root) if event["job"]["name"] == "regions.raw_residents.each"]
    outputs = [output for event in told for output in event.get("outputs", ())]
    assert [output["outputFacets"]["outputStatistics"]["rowCount"] for output in outputs] == [1, 1, 1]
    assert len({event["run"]["runId"] for event in told if event.get("outputs")}) == 3


def test_bad_data_is_not_tried_again_and_not_published(airflow, root, bad):
    (task,) = airflow.tasks("bad", bad)
    assert (task["state"], task["try_number"]) == ("failed", 1)
    assert rows(root, "raw.bad") == 0


def postcards(root, run):
    """What the owner was told of a run."""
    file = root / "postcards.txt"
    return sorted(line for line in (file.read_text().splitlines() if file.exists() else ()) if f" run {run} " in line)


def test_the_owner_is_told_of_a_run_that_fails_and_of_one_that_is_late(root, bad, late):
    eventually(lambda: len(postcards(root, bad)) == 2 and len(postcards(root, late)) == 1)
    failed, missed = postcards(root, bad)
    assert failed == f"bad: run {bad} has failed at raw_bad: held back raw.bad: 1 check failed"
    assert missed.startswith(f"bad: run {bad} has missed its deadline, ")


def test_a_backfill_runs_days_outside_the_schedule(airflow, root, people):
    airflow.backfill("people", datetime(2013, 1, 3, tzinfo=UTC), datetime(2013, 1, 3, tzinfo=UTC))
    run = airflow.wait("people", 3)[-1]
    assert (run["run_type"], run["state"], run["logical_date"]) == ("backfill", "success", "2013-01-03T05:00:00Z")
    assert rows(root, "staging.adults") == 3


def test_lineage_has_outputs_only_where_something_was_published(airflow, root, people, bad):
    told = [(event, output) for event in events(root) for output in event.get("outputs", ())]
    assert {event["eventType"] for event, _ in told} == {"COMPLETE"}
    assert ("people.raw_people", "raw.people") in {(event["job"]["name"], output["name"]) for event, output in told}
    assert {output["namespace"] for _, output in told} == {"iceberg://local"}


def test_every_lineage_event_keeps_to_the_published_schemas(airflow, root, people, bad):
    schemas = os.environ.get("LEVADA_OPENLINEAGE_SCHEMAS")
    if not schemas:
        absent("LEVADA_OPENLINEAGE_SCHEMAS does not say where the OpenLineage schemas are")
    check = [sys.executable, Path(schemas) / "check.py", root / ".levada" / "lineage" / "events.jsonl"]
    checked = subprocess.run(check, capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stdout


def test_a_mended_spec_is_no_import_error_any_more(airflow, broken):
    eventually(lambda: airflow.import_errors() == {}, seconds=90)


def test_the_password_is_in_no_log(airflow, root):
    logs = (root / ".levada" / "airflow" / "logs").rglob("*.log")
    assert not [log for log in logs if airflow.password in log.read_text(errors="replace")]


def test_tasks_find_libraries_imported(airflow, people):
    (scheduler,) = (one for one in psutil.Process().children() if "scheduler" in " ".join(one.cmdline()))
    workers = [one for one in scheduler.children() if any("duckdb" in part.path for part in one.memory_maps())]
    assert workers
