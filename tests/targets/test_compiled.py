"""A compiled artefact stands in for its YAML as long as nothing has changed that it came from."""

from contextlib import suppress

import pytest

from levada.errors import SpecError
from levada.plan import codec
from levada.spec import reader
from levada.targets.airflow import shelf
from levada.targets.airflow.compiled import Compiled
from tests.targets.test_dag import elsewhere

SPEC = """
apiVersion: levada/v1
kind: Pipeline
contract: shops
steps:
  - ingest: {files: shops.csv}
    into: raw.shops
datasets:
  raw.shops: {write: replace}
"""
CONTRACT = """
apiVersion: v3.1.0
kind: DataContract
id: shops
name: shops
version: 1.0.0
status: active
schema:
  - {name: shops, physicalName: raw.shops, properties: [{name: id, logicalType: %s}]}
"""


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project of one pipeline, compiled once; its `read` says how often its YAML was read since."""
    for folder in ("pipelines", "contracts"):
        (tmp_path / "include" / folder).mkdir(parents=True)
    (tmp_path / "include/pipelines/shops.yaml").write_text(SPEC)
    (tmp_path / "include/contracts/shops.odcs.yaml").write_text(CONTRACT % "string")
    assert type_of_id(tmp_path) == "string"
    return tmp_path


@pytest.fixture
def read(project, monkeypatch):
    """The names of the pipelines whose YAML was read since."""
    names, reading = [], reader.read_pipeline
    monkeypatch.setattr(reader, "read_pipeline", lambda *what: names.append(what[1]) or reading(*what))
    return names


def artefact(root):
    return Compiled(root, "local").artefact("shops")


def type_of_id(root):
    (task,) = artefact(root)["tasks"]
    return codec.decode(task["work"]).tables[0].columns[0].type


def columns(root):
    """How many columns are promised."""
    (task,) = artefact(root)["tasks"]
    return len(codec.decode(task["work"]).tables[0].columns or ())


def say_landing(root):
    (root / "include/environments").mkdir()
    (root / "include/environments/local.yaml").write_text("apiVersion: levada/v1\nkind: Environment\nlanding: in\n")


def test_what_has_not_changed_is_not_read_again(project, read):
    assert (type_of_id(project), read) == ("string", [])


def test_it_is_the_same_artefact(project):
    kept = artefact(project)
    (project / ".levada/dags/local/shops").unlink()
    assert artefact(project) == kept


def test_a_changed_contract_is_read(project, read):
    (project / "include/contracts/shops.odcs.yaml").write_text(CONTRACT % "integer")
    assert (type_of_id(project), read) == ("long", ["shops"])


def test_a_new_environment_file_is_read(project, read):
    say_landing(project)
    assert codec.decode_environment(artefact(project)["environment"]).landing == "in"


def test_an_environment_file_that_comes_while_a_spec_is_read_is_read_the_next_time(project, monkeypatch):
    (project / ".levada/dags/local/shops").unlink()
    reading = reader.read_pipeline
    monkeypatch.setattr(reader, "read_pipeline", lambda *what: (reading(*what), say_landing(project))[0])
    artefact(project)
    monkeypatch.undo()
    assert codec.decode_environment(artefact(project)["environment"]).landing == "in"


def test_a_spec_that_broke_is_refused(project):
    (project / "include/pipelines/shops.yaml").write_text(SPEC + "stepz: []\n")
    with pytest.raises(SpecError, match="stepz"):
        type_of_id(project)


def test_a_contract_that_went_is_missed(project):
    (project / "include/contracts/shops.odcs.yaml").unlink()
    with pytest.raises(SpecError, match="shops"):
        type_of_id(project)


def test_a_contract_that_comes_is_read_by_the_pipeline_called_like_it(project, read):
    (project / "include/contracts/shops.odcs.yaml").rename(project / "shops.odcs.yaml")
    spec = SPEC.replace("contract: shops", "").replace("ingest: {files: shops.csv}", "sql: SELECT 1 AS id")
    (project / "include/pipelines/shops.yaml").write_text(spec)
    assert (columns(project), columns(project)) == (0, 0)
    (project / "include/contracts/deeper").mkdir()
    (project / "shops.odcs.yaml").rename(project / "include/contracts/deeper/shops.odcs.yaml")
    assert (type_of_id(project), read) == ("string", ["shops", "shops"])


@pytest.mark.parametrize(
    ("file", "again"),
    [("contracts/a.odcs.yaml", []), ("contracts/A.odcs.yaml", ["shops"]), ("sql/a.sql", []), ("a.yaml", ["shops"])],
)
def test_files_of_others_are_nothing_to_it_unless_they_are_mistakes(project, read, file, again):
    (project / "include" / file).parent.mkdir(exist_ok=True)
    (project / "include" / file).write_text("x: y")
    with suppress(SpecError):
        artefact(project)
    assert read == again


def test_a_contract_in_two_files_is_a_mistake_for_all(project):
    (project / "include/contracts/deeper").mkdir()
    (project / "include/contracts/deeper/shops.odcs.yaml").write_text(CONTRACT % "string")
    with pytest.raises(SpecError, match="already the name"):
        artefact(project)


def test_a_spoilt_record_is_made_again(project, read):
    (project / ".levada/dags/local/shops").write_text('{"stamp": ')
    assert (type_of_id(project), read) == ("string", ["shops"])


def test_a_record_that_somebody_edited_is_made_again(project, read):
    place = project / ".levada/dags/local/shops"
    place.write_text(place.read_text().replace("string", "double"))
    assert (type_of_id(project), read) == ("string", ["shops"])


def test_new_defaults_above_the_spec_are_read(project, read):
    (project / "include/pipelines/defaults.yaml").write_text("apiVersion: levada/v1\nkind: Defaults\n")
    assert (type_of_id(project), read) == ("string", ["shops"])


def test_what_has_not_changed_is_found_without_a_look_at_other_pipelines(project, monkeypatch):
    monkeypatch.setattr(shelf, "pipelines", lambda _: 1 / 0)
    assert type_of_id(project) == "string"


def test_a_pipeline_that_moved_is_read_where_it_is(project, read):
    (project / "include/pipelines/deeper").mkdir()
    (project / "include/pipelines/shops.yaml").rename(project / "include/pipelines/deeper/shops.yaml")
    assert (type_of_id(project), read) == ("string", ["shops"])


def test_a_folder_that_cannot_be_written_costs_nothing_but_time(project, read):
    kept = project / ".levada/dags"
    kept.rename(project / "elsewhere")
    kept.write_text("a file")
    assert (type_of_id(project), read) == ("string", ["shops"])


LOAD_AND_LOOK = """
import sys
from pathlib import Path
from levada.targets.airflow.loader import dags
heavy = {"duckdb", "pandas", "pyarrow", "pyiceberg", "levada.plan", "levada.spec", "levada.lake", "levada.runtime"}
print(list(dags(Path(ROOT))), heavy & set(sys.modules))
"""


OPERATOR = """
apiVersion: levada/v1
kind: Pipeline
steps:
  - {id: theirs, operator: {class: airflow.providers.standard.operators.empty.EmptyOperator}}
  - {id: each, for_each: [a, b], operator: {class: airflow.providers.standard.operators.bash.BashOperator,
                                            args: {bash_command: "echo {{ item }}"}}}
"""


def test_a_known_dag_is_made_without_reader_planner_and_lake(project):
    (project / "include/pipelines/others.yaml").write_text(OPERATOR)
    look = LOAD_AND_LOOK.replace("ROOT", repr(str(project)))
    assert elsewhere(look).startswith("['others', 'shops'] {")
    assert elsewhere(look) == "['others', 'shops'] set()"


PERFORM_AND_LOOK = """
import sys
from pathlib import Path
from levada.plan.run import Run
from levada.targets.airflow.loader import dags
task = dags(Path(ROOT))["shops"].get_task("raw_shops")
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
perform(task._task, Run("r"), task._environment, Path(ROOT), Listener(str))
heavy = {"pandas", "requests", "sqlglot", "levada.spec.environment", "levada.spec.reader", "pyiceberg.catalog.rest"}
print(heavy & set(sys.modules))
"""


def test_a_task_is_performed_without_what_reads_specs_and_what_asks_servers(project):
    """Each is a tenth of a second and more, for every task."""
    (project / "data").mkdir()
    (project / "data/shops.csv").write_text("id\n1\n")
    assert elsewhere(PERFORM_AND_LOOK.replace("ROOT", repr(str(project)))) == "set()"
