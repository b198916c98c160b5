"""A function that reads no dataset fetches what nobody can compare: when it is called, and when its rows stand."""

from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from levada.intervals import UNITS, on
from levada.lake.catalogue import open_lake
from levada.plan.actions import Python
from levada.plan.graph import Output, Task
from levada.plan.run import Run, manual
from levada.plan.tables import Strategy, Table
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from tests.runtime.tasks import ENVIRONMENT

JOB = "import pyarrow, time\ndef job():\n    return pyarrow.table({'at': [time.time_ns()]})\n"
DAY = on(date(2024, 1, 1), UNITS["day"], "UTC")


def status(root: Path, run: Run, strategy: Strategy = "replace") -> str:
    (root / "spark_jobs").mkdir(exist_ok=True)
    (root / "spark_jobs/job.py").write_text(JOB)
    into = (Output("t", Table("raw.t", strategy=strategy)),)
    task = Task("p", "s", Python("job", "job"), into=into, engine="embedded", gate="embedded")
    return perform(task, run, ENVIRONMENT, root, Listener(str)).status


def rows(root: Path) -> list[int]:
    found: list[int] = open_lake(ENVIRONMENT, root).table("raw.t").scan().to_arrow()["at"].to_pylist()
    return found


def test_each_run_calls_it_once_whatever_its_attempts(tmp_path: Path) -> None:
    runs = [Run("one"), Run("one"), Run("two")]
    assert [status(tmp_path, run) for run in runs] == ["published", "unchanged", "published"]


def test_what_is_appended_is_fetched_once_for_each_interval(tmp_path: Path) -> None:
    runs = [
        Run("one", DAY),
        Run("two", DAY),
        Run("three", replace(DAY, start=DAY.end, end=DAY.end + (DAY.end - DAY.start))),
    ]
    assert [status(tmp_path, run, "append") for run in runs] == ["published", "unchanged", "published"]
    assert len(rows(tmp_path)) == 2


@pytest.mark.parametrize("strategy", ["replace", "append"])
def test_to_load_anew_calls_it_once_more_in_place_of_what_it_brought(tmp_path: Path, strategy: Strategy) -> None:
    status(tmp_path, manual(DAY, datetime.now(UTC)), strategy)
    before = rows(tmp_path)
    anew = replace(manual(DAY, datetime.now(UTC)), reload=True)
    assert [status(tmp_path, anew, strategy), status(tmp_path, anew, strategy)] == ["published", "unchanged"]
    assert (len(rows(tmp_path)), rows(tmp_path) == before) == (1, False)
    assert status(tmp_path, manual(DAY, datetime.now(UTC)), strategy) == "unchanged"
