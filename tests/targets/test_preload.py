"""What a scheduler imports for the tasks that are forked from it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from levada.targets.airflow import preload

SPEC = """
apiVersion: levada/v1
kind: Pipeline
steps:
  - {id: loaded, ingest: {files: shops.csv}, into: raw.shops}
  - {id: chosen, sql: "SELECT id FROM raw.shops WHERE id > 0", into: marts.shops}
datasets:
  raw.shops: {write: replace, contract: [{name: id, logicalType: integer, required: true}]}
  marts.shops: {write: replace, contract: [{name: id, logicalType: integer, unique: true}]}
"""
WORK = """
import json, sys
from pathlib import Path
from levada.targets.airflow import preload

preload.preload()
before = set(sys.modules)
from levada.plan.run import Run
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from levada.targets.airflow.loader import dags

dag = dags(Path.cwd())["shops"]
for name in ("loaded", "chosen"):
    task = dag.get_task(name)
    perform(task._task, Run("first"), task._environment, Path.cwd(), Listener(str))
print(json.dumps(sorted(set(sys.modules) - before)))
"""
ROOTS = {name.partition(".")[0] for name in preload.LIBRARIES}
LATE = {"pyiceberg.avro.decoder_fast"}
"""A few kilobytes, and nothing that has this module alone."""


@pytest.fixture
def scheduler(monkeypatch):
    """A process that is one, as far as can be seen; how often it was told to import anything."""
    told = []
    monkeypatch.setattr(preload, "preload", lambda: told.append(1))
    monkeypatch.setattr(sys, "argv", ["airflow", "scheduler"])
    monkeypatch.setattr("multiprocessing.get_start_method", lambda: "fork")
    monkeypatch.setenv("AIRFLOW__CORE__EXECUTOR", "LocalExecutor,KubernetesExecutor")
    return told


def test_a_task_imports_none_of_these_libraries_itself(tmp_path: Path) -> None:
    for name, text in {"include/pipelines/shops.yaml": SPEC, "data/shops.csv": "id\n1\n2\n"}.items():
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).write_text(text)
    done = subprocess.run([sys.executable, "-c", WORK], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    own = set(json.loads(done.stdout.splitlines()[-1]))
    assert "levada.engines.embedded.query" in own
    assert {name for name in own if name.partition(".")[0] in ROOTS} == LATE


def test_a_scheduler_that_forks_its_tasks_imports_them(scheduler: list[int]) -> None:
    preload.on_starting(object())
    assert scheduler == [1]


@pytest.mark.parametrize(
    ("what", "value"),
    [("argv", ["airflow", "triggerer"]), ("start", "spawn"), ("executor", "CeleryExecutor")],
)
def test_others_do_not(scheduler: list[int], monkeypatch: pytest.MonkeyPatch, what: str, value: object) -> None:
    if what == "argv":
        monkeypatch.setattr(sys, "argv", value)
    elif what == "start":
        monkeypatch.setattr("multiprocessing.get_start_method", lambda: value)
    else:
        monkeypatch.setenv("AIRFLOW__CORE__EXECUTOR", str(value))
    preload.on_starting(object())
    assert scheduler == []


def test_what_is_not_installed_is_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preload, "LIBRARIES", ("no_such_library", "json"))
    preload.preload()
