"""What lineage says of a task, and what it must not say."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from levada.intervals import Interval
from levada.lake.ledger import SourceFile
from levada.plan.checks import CheckResult
from levada.plan.environment import Environment, Trino
from levada.plan.run import Run
from levada.runtime.evidence import Outcome, TableOutcome
from levada.targets.airflow.lineage import ended
from tests.targets.plans import LOCAL, PLAN, dag

FILE = SourceFile("file:///landing/a%20b.csv", "sha256:0", 10)
CHECK = CheckResult("raw.flights", "id.required", "warning", False, 2, 3, "mustBe 0", (), "id")


def outcome(status="published"):
    table = TableOutcome("raw.flights", status, 42, rows=3, bytes=100, files=1, columns=(("id", "long"),))
    read = (("raw.other", 7),)
    return Outcome("flights", "raw_flights", "r", None, status, (table,), (FILE,), read, checks=(CHECK,))


@pytest.fixture
def task():
    return dag(PLAN, LOCAL, "project").get_task("raw_flights")


def completed(task, end):
    task.outcome = end
    return task.get_openlineage_facets_on_complete(None)


def test_a_dataset_is_known_by_environment_and_name(task):
    (output,) = completed(task, outcome()).outputs
    assert (output.namespace, output.name) == ("iceberg://local", "raw.flights")


def test_an_output_says_version_schema_and_size(task):
    (output,) = completed(task, outcome()).outputs
    assert output.facets["version"].datasetVersion == "42"
    assert [(f.name, f.type, f.description) for f in output.facets["schema"].fields] == [("id", "long", "who")]
    statistics = output.outputFacets["outputStatistics"]
    assert (statistics.rowCount, statistics.size, statistics.fileCount) == (3, 100, 1)


def test_an_output_says_what_the_gate_found(task):
    (output,) = completed(task, outcome()).outputs
    (found,) = output.facets["dataQualityAssertions"].assertions
    assert (found.assertion, found.success, found.severity, found.actual) == ("id.required", False, "warn", "2")


def test_inputs_are_datasets_in_their_version_and_files(task):
    read, file = completed(task, outcome()).inputs
    assert (read.namespace, read.name, read.facets["version"].datasetVersion) == ("iceberg://local", "raw.other", "7")
    assert (file.namespace, file.name) == ("file", "/landing/a b.csv")


def test_what_was_not_published_is_no_output(task):
    assert completed(task, outcome("unchanged")).outputs == []


def test_a_failure_has_inputs_only():
    task = dag(PLAN, LOCAL, "project").get_task("staging_flights")
    failed = task.get_openlineage_facets_on_failure(None)
    assert ([read.name for read in failed.inputs], failed.outputs) == (["raw.flights"], [])


def test_a_failed_ingest_names_the_file_it_wanted(task):
    task.run_ = Run("r", Interval(datetime(2013, 1, 1, 5, tzinfo=UTC), datetime(2013, 1, 2, 5, tzinfo=UTC), "UTC"))
    (file,) = task.get_openlineage_facets_on_failure(None).inputs
    assert (file.namespace, file.name) == ("file", str(Path("project/data/flights/2013-01-01.csv").resolve()))


def test_a_failed_ingest_without_an_interval_names_none(task):
    task.run_ = Run("r")
    assert task.get_openlineage_facets_on_failure(None).inputs == []


def test_no_provider_turns_the_outlet_into_a_second_dataset(task):
    from airflow.providers.openlineage.extractors.manager import ExtractorManager

    assert ExtractorManager.convert_to_ol_dataset(task.outlets[0]) is None


def test_a_table_of_another_catalogue_has_trino_s_name():
    where = Environment("prod", (), trino=Trino("https://t.example.org:8443", "ann"))
    read = replace(outcome(), inputs=(("pg.public.orders", None), ("raw.other", 7)), files=())
    found = ended(PLAN.tasks[0], where, read).inputs
    assert [(one.namespace, one.name) for one in found] == [
        ("trino://t.example.org:8443", "pg.public.orders"), ("iceberg://prod", "raw.other"),
    ]  # fmt: skip
