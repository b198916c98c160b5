"""Which specs become DAGs, and what becomes of those that cannot."""

import gc
from pathlib import Path

import pytest
from airflow.dag_processing.dagbag import DagBag

from levada.errors import Permanent
from levada.plan import planner
from levada.spec import reader
from levada.targets.airflow import loader
from levada.targets.airflow.broken import Broken

REPOSITORY = Path(__file__).resolve().parents[2]
GOOD = """
apiVersion: levada/v1
kind: Pipeline
steps:
  - ingest: {files: airlines.csv}
    into: raw.%s
datasets:
  raw.%s:
    contract: [{name: carrier, logicalType: string}]
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """Two good specs, one of them in a folder, and two broken ones."""
    pipelines = tmp_path / "include" / "pipelines"
    (pipelines / "deeper").mkdir(parents=True)
    (pipelines / "one.yaml").write_text(GOOD % ("one", "one"))
    (pipelines / "deeper" / "two.yaml").write_text(GOOD % ("two", "two"))
    (pipelines / "wrong.yaml").write_text("apiVersion: levada/v1\nkind: Pipeline\nstepz: []\n")
    (pipelines / "torn.yaml").write_text("apiVersion: levada/v1\nkind: [\n")
    monkeypatch.setenv("LEVADA_ROOT", str(tmp_path))
    return tmp_path


@pytest.fixture
def bag(project):
    return DagBag(REPOSITORY / "dags", bundle_path=REPOSITORY / "dags", bundle_name="dags-folder")


def test_broken_specs_leave_the_others_alive(bag):
    assert sorted(bag.dags) == ["one", "two"]


def test_each_broken_spec_is_one_import_error_of_its_own_file(bag):
    assert sorted(bag.import_errors) == ["include/pipelines/torn.yaml", "include/pipelines/wrong.yaml"]


def test_an_import_error_says_line_column_and_cure_and_nothing_else(bag):
    message = bag.import_errors["include/pipelines/wrong.yaml"]
    assert message.splitlines()[0].startswith("include/pipelines/wrong.yaml:3:1: stepz:")
    assert "steps" in message
    assert "Traceback" not in message


def test_a_worker_builds_the_dag_it_asks_for_and_reads_no_other_spec(project, monkeypatch):
    monkeypatch.setenv("_AIRFLOW_PARSING_CONTEXT_DAG_ID", "two")
    read = []
    reading = reader.read_pipeline
    monkeypatch.setattr(reader, "read_pipeline", lambda *what: read.append(what[1]) or reading(*what))
    assert (list(loader.dags(project)), read) == (["two"], ["two"])


def test_a_second_file_of_a_name_is_told_although_the_first_was_compiled(project):
    loader.dags(project)
    (project / "include" / "pipelines" / "deeper" / "one.yaml").write_text(GOOD % ("one", "one"))
    assert "one is already the name of" in loader.dags(project)["one"].message


@pytest.mark.parametrize("wanted", ["", "one"])
def test_a_folder_that_is_no_project_is_said(tmp_path, monkeypatch, wanted):
    monkeypatch.setenv("_AIRFLOW_PARSING_CONTEXT_DAG_ID", wanted)
    with pytest.raises(Permanent, match="LEVADA_ROOT"):
        loader.dags(tmp_path)


def test_a_dag_that_is_no_pipeline_is_left_to_others(project, monkeypatch):
    monkeypatch.setenv("_AIRFLOW_PARSING_CONTEXT_DAG_ID", "nightly")
    assert loader.dags(project) == {}


def test_a_pipeline_without_steps_is_no_dag(project):
    (project / "include" / "pipelines" / "promises.yaml").write_text("apiVersion: levada/v1\nkind: Pipeline\n")
    assert "promises" not in loader.dags(project)


def test_a_spec_that_levada_stumbles_over_is_shown_with_its_traceback(project, monkeypatch):
    monkeypatch.setattr(planner, "plan", lambda _: 1 / 0)
    assert "ZeroDivisionError" in loader.dags(project)["one"].message


def test_an_environment_that_is_not_there_is_said_of_every_spec(project):
    made = loader.dags(project, "nowhere")
    assert all(isinstance(found, Broken) for found in made.values())
    assert "nowhere" in made["one"].message


def test_without_a_bag_a_broken_spec_raises_its_message():
    with pytest.raises(Permanent, match="what is wrong"):
        (lambda: Broken("b", Path("b.yaml"), "what is wrong").validate())()


def test_another_environment_names_other_assets(project):
    (project / "include" / "environments").mkdir()
    (project / "include" / "environments" / "dev.yaml").write_text("apiVersion: levada/v1\nkind: Environment\n")
    (outlet,) = loader.dags(project, "dev")["one"].get_task("raw_one").outlets
    assert (outlet.name, outlet.uri) == ("raw.one", "iceberg://dev/raw.one")


def test_afterwards_garbage_is_looked_for_again(project):
    loader.dags(project)
    assert gc.isenabled()


def test_the_package_is_protected_from_being_executed_as_plugins():
    assert "levada/" in (REPOSITORY / "plugins" / ".airflowignore").read_text().splitlines()
