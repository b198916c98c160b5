"""The repository's own specs, as Airflow sees them."""

from pathlib import Path

import pytest
import yaml
from airflow.dag_processing.dagbag import DagBag
from airflow.models.serialized_dag import SerializedDagModel
from airflow.serialization.serialized_objects import DagSerialization

REPOSITORY = Path(__file__).resolve().parents[2]
SPECS = {path.stem: path for path in (REPOSITORY / "include" / "pipelines").rglob("*.yaml")}


def filled():
    return DagBag(REPOSITORY / "dags", bundle_path=REPOSITORY / "dags", bundle_name="dags-folder")


@pytest.fixture(scope="module")
def bag():
    return filled()


def test_there_is_something_to_load():
    assert len(SPECS) >= 2


def test_nothing_is_wrong(bag):
    assert bag.import_errors == {}


def test_every_spec_is_a_dag_under_its_own_name(bag):
    assert sorted(bag.dags) == sorted(SPECS)


@pytest.mark.parametrize("name", sorted(SPECS))
def test_owner_tags_and_source_are_the_specs(bag, name):
    said = yaml.safe_load(SPECS[name].read_text(encoding="utf-8"))
    dag = bag.dags[name]
    assert dag.owner == said.get("owner", "airflow")
    assert dag.tags == set(said.get("tags", []))
    assert SPECS[name].read_text(encoding="utf-8").rstrip() in dag.doc_md


def test_every_dag_can_be_stored_and_read_back(bag):
    read = {name: DagSerialization.from_dict(DagSerialization.to_dict(dag)) for name, dag in bag.dags.items()}
    assert {name: sorted(dag.task_dict) for name, dag in read.items()} == {
        name: sorted(dag.task_dict) for name, dag in bag.dags.items()
    }


def test_fifty_parses_make_one_version(bag):
    def versions():
        return {name: SerializedDagModel.hash(DagSerialization.to_dict(dag)) for name, dag in filled().dags.items()}

    assert {tuple(sorted(versions().items())) for _ in range(50)} == {tuple(sorted(versions().items()))}
