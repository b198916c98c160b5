"""One task in a process of its own: what it prints, and what its exit code says."""

import json
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from levada.cli.main import cli
from levada.plan.actions import Spark
from levada.plan.environment import SparkConf
from levada.plan.graph import Output, Read
from levada.plan.tables import Table
from levada.runtime.application import Request, encode, main
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from tests import sparks
from tests.runtime.tasks import ENVIRONMENT, RUN, ids, land, task

ENTRY = Path(__file__).parents[2] / "spark_jobs" / "levada_task.py"


def asked(root: Path, **said: object) -> str:
    return encode(replace(Request(task(), RUN, ENVIRONMENT, str(root)), **said))  # type: ignore[arg-type]


def test_the_outcome_is_json_and_progress_goes_elsewhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    land(tmp_path)
    assert main([asked(tmp_path)]) == 0
    said = capsys.readouterr()
    assert json.loads(said.out)["status"] == "published"
    assert "raw.t: published" in said.err
    assert ids(tmp_path) == [1, 2]


@pytest.mark.parametrize(
    ("rows", "code", "status"),
    [
        (None, 75, "failed"),
        ("id,at\n1,yesterday\n", 1, "failed"),
        ("id,at\n,2024-01-01T10:00:00Z\n", 65, "blocked"),
    ],
)
def test_the_exit_code_tells_whether_to_try_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], rows: str | None, code: int, status: str
) -> None:
    if rows:
        land(tmp_path, rows)
    (tmp_path / "request.json").write_text(asked(tmp_path))
    assert main([str(tmp_path / "request.json")]) == code
    assert json.loads(capsys.readouterr().out)["status"] == status


def test_a_failed_check_stands_out_and_is_said_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    land(tmp_path, "id,at\n,2024-01-01T10:00:00Z\n")
    main([asked(tmp_path)])
    told = [line for line in capsys.readouterr().err.splitlines() if "id_required FAILED" in line]
    assert told == ["ERROR raw.t: check id_required FAILED: 1 of 1 rows (mustBe 0)"]


@pytest.mark.parametrize("arguments", [[], ["{}"], ["{"], ["nowhere.json"]])
def test_what_is_no_request_is_said(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 64
    assert capsys.readouterr().err.startswith("levada_task.py REQUEST")


def test_it_imports_little() -> None:
    loaded = "import sys, levada.runtime.application; print(*sys.modules)"
    names = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, env=_python()).stdout.split()
    assert {"levada.runtime.application"} <= set(names)
    assert not {"airflow", "pyarrow", "duckdb", "pyspark", "pyiceberg"} & set(names)


@pytest.mark.parametrize("starter", ["python", "spark-submit"])
def test_a_cluster_needs_no_more(tmp_path: Path, starter: str) -> None:
    where = sparks.environment()
    settings = dict(where.spark.settings)
    land(tmp_path)
    perform(task(), RUN, ENVIRONMENT, tmp_path, Listener(lambda _: None))
    (tmp_path / "spark_jobs").mkdir()
    (tmp_path / "spark_jobs" / "job.py").write_text("def f(t): return t.where('id > 1')\n")
    into = Output("staging.t", Table("staging.t"))
    step = replace(task(), action=Spark("job", "f"), reads=(Read("t", "raw.t"),), into=(into,), engine="spark")
    command = [sys.executable]
    if starter == "spark-submit":
        import pyspark

        flags = [flag for key, value in settings.items() for flag in ("--conf", f"{key}={value}")]
        command = [str(Path(pyspark.__file__).parent / "bin" / "spark-submit"), *flags]
        where = replace(where, spark=SparkConf())
    local = replace(ENVIRONMENT, spark=where.spark)
    request = asked(tmp_path, task=step, environment=local)
    done = subprocess.run([*command, str(ENTRY), request], capture_output=True, text=True, env=_python(), cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["status"] == "published"
    assert ids(tmp_path, "staging.t") == [2]


def test_the_page_says_how_a_request_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    CliRunner().invoke(cli, ["init", str(tmp_path / "shop")])
    monkeypatch.chdir(tmp_path / "shop")
    page = (ENTRY.parents[1] / "docs" / "spark.md").read_text()
    exec(re.findall(r"```python\n(from datetime.*?)```", page, re.DOTALL)[0])
    assert main(["request.json"]) == 0
    assert json.loads(capsys.readouterr().out)["status"] == "published"


def _python() -> dict[str, str]:
    """This Python, and what it can import."""
    path = os.pathsep.join([str(ENTRY.parents[1] / "plugins"), os.environ.get("PYTHONPATH", "")])
    return {**os.environ, "PYTHONPATH": path, "PYSPARK_PYTHON": sys.executable}
