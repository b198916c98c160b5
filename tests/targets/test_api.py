"""Specs in DAGs that somebody writes in Python."""

import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import DAG
from airflow.serialization.serialized_objects import DagSerialization

from levada.errors import SpecError
from levada.targets.airflow.api import pipeline, steps

SPEC = """\
apiVersion: levada/v1
kind: Pipeline
params: {region: {type: string, default: EWR}}
steps:
  - ingest: {files: "a-{{ params.region }}.csv"}
    into: raw.a
  - id: mail
    operator: {class: airflow.providers.standard.operators.bash.BashOperator, args: {bash_command: echo}}
    depends_on: [raw_a]
datasets:
  raw.a: {contract: [{name: id}]}
"""


@pytest.fixture
def root(tmp_path):
    (tmp_path / "include/pipelines").mkdir(parents=True)
    (tmp_path / "include/pipelines/flights.yaml").write_text(SPEC)
    return tmp_path


def test_the_dag_of_a_spec(root):
    made = pipeline("flights", root)
    assert (made.dag_id, list(made.task_dict)) == ("flights", ["raw_a", "mail"])


def test_steps_inside_another_dag(root):
    with DAG("nightly", schedule=None) as nightly:
        group = steps("flights", root)
        steps("flights", root, group_id="again")
    assert list(nightly.task_dict) == ["flights.raw_a", "flights.mail", "again.raw_a", "again.mail"]
    assert nightly.get_task("flights.mail").upstream_task_ids == {"flights.raw_a"}
    assert (group.group_id, nightly.params["region"]) == ("flights", "EWR")
    assert DagSerialization.from_dict(DagSerialization.to_dict(nightly)).has_task("again.mail")


def test_a_question_the_dag_asks_itself_stays(root):
    with DAG("nightly", schedule=None, params={"region": "JFK"}) as nightly:
        steps("flights", root)
    assert nightly.params["region"] == "JFK"


def test_a_spec_that_is_not_there(root):
    with pytest.raises((SpecError, KeyError), match="fligths"):
        pipeline("fligths", root)


def test_a_dag_that_nobody_gives_a_name_is_airflows_all_the_same(root, tmp_path):
    (tmp_path / "dags").mkdir()
    said = f"from levada.targets.airflow.api import pipeline\n# DAG airflow\npipeline('flights', {str(root)!r})\n"
    (tmp_path / "dags" / "theirs.py").write_text(said)
    assert list(DagBag(tmp_path / "dags", bundle_path=tmp_path / "dags", bundle_name="theirs").dags) == ["flights"]
