"""A step of several tables: its evidence says whether readers saw them at one moment."""

from dataclasses import replace
from pathlib import Path

import pytest

from levada.errors import Blocked
from levada.lake.catalogue import open_lake
from levada.lake.publication import published
from levada.plan.actions import Python
from levada.plan.environment import Environment
from levada.plan.graph import Output, Task
from levada.plan.run import Run
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from tests.runtime.tasks import ENVIRONMENT, RUN, record, task
from tests.warehouse import Lakehouse

JOB = """\
import pyarrow as pa

def both(run_id):
    ids = [1, 1] if run_id == "bad" else [1, 2]
    rows = {"id": pa.array(ids), "at": pa.nulls(2, pa.timestamp("us", "UTC"))}
    return {"one": pa.table(rows), "two": pa.table(rows | {"id": pa.array([1, 2])})}
"""
NAMES = {"one": "raw.one", "two": "raw.two"}


def step(root: Path) -> Task:
    (root / "spark_jobs").mkdir(exist_ok=True)
    (root / "spark_jobs/job.py").write_text(JOB)
    into = tuple(Output(name, task("replace", dataset).into[0].table) for name, dataset in NAMES.items())
    return replace(task(), action=Python("job", "both"), into=into)


def state(root: Path, there: Environment) -> list[int | None]:
    lake = open_lake(there, root)
    return [published(lake, dataset) for dataset in NAMES.values()]


@pytest.mark.lakehouse
def test_where_the_catalogue_can_they_are_published_in_one_commit(tmp_path: Path, lakehouse: Lakehouse) -> None:
    there = lakehouse.environment()
    outcome = perform(step(tmp_path), RUN, there, tmp_path, Listener(lambda _: None))
    assert (outcome.status, outcome.at_once, record(tmp_path)["at_once"]) == ("published", True, True)
    assert [table.snapshot for table in outcome.tables] == state(tmp_path, there)


@pytest.mark.lakehouse
def test_none_is_published_where_one_fails(tmp_path: Path, lakehouse: Lakehouse) -> None:
    there = lakehouse.environment()
    perform(step(tmp_path), RUN, there, tmp_path, Listener(lambda _: None))
    before = state(tmp_path, there)
    with pytest.raises(Blocked):
        perform(step(tmp_path), Run("bad", RUN.interval), there, tmp_path, Listener(lambda _: None))
    assert state(tmp_path, there) == before


def test_in_files_one_comes_after_the_other(tmp_path: Path) -> None:
    outcome = perform(step(tmp_path), RUN, ENVIRONMENT, tmp_path, Listener(lambda _: None))
    assert (outcome.status, outcome.at_once, len(outcome.tables)) == ("published", False, 2)
