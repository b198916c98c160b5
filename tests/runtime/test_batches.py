"""What is new, batch by batch: each is published by itself, and what fails takes none of those before with it."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from levada.errors import Blocked
from levada.lake import ledger
from levada.plan.actions import Spark
from levada.plan.checks import Check
from levada.plan.graph import Output, Task
from levada.plan.measures import OutOfRange
from levada.plan.tables import Column, Table
from levada.runtime import position
from tests.lake.bench import NAME, compact, lake_in
from tests.runtime.test_position import READ, add, rows, run, step

SMALL = Check("small", OutOfRange("id", maximum="8"))
JOB = "def f(events):\n    return events.select('id')\n"


@pytest.fixture
def batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Task:
    """A step that takes each publication of its input by itself."""
    monkeypatch.setattr(position, "BATCH", 1)
    (tmp_path / "spark_jobs").mkdir()
    (tmp_path / "spark_jobs/job.py").write_text(JOB)
    table = Table("mart.events", (Column("id", "long"),), strategy="append", checks=(SMALL,))
    return replace(
        step(),
        action=Spark("job", "f", trigger="available_now"),
        reads=(replace(READ, argument="events"),),
        into=(Output(table.name, table),),
    )


def published(root: Path) -> list[int]:
    """How many rows each publication has brought."""
    return [entry.rows for entry in ledger.read(lake_in(root), "mart.events").entries]


def test_each_publication_is_a_batch(tmp_path: Path, batches: Task) -> None:
    add(tmp_path, 1, 2)
    add(tmp_path, 3)
    compact(lake_in(tmp_path))
    add(tmp_path, 4)
    outcome = run(tmp_path, batches)
    (table,) = outcome.tables
    assert (rows(tmp_path), published(tmp_path)) == ([1, 2, 3, 4], [2, 1, 1])
    assert (outcome.status, table.rows, dict(outcome.since)) == ("published", 4, {NAME: None})
    assert [name for name, _ in outcome.usage.stages] == ["prepare", "write", "check", "publish"]
    assert run(tmp_path, batches).status == "unchanged"


def test_what_fails_keeps_none_of_those_before_from_their_readers(tmp_path: Path, batches: Task) -> None:
    add(tmp_path, 1)
    add(tmp_path, 9)
    with pytest.raises(Blocked, match="held back mart"):
        run(tmp_path, batches)
    record = json.loads((tmp_path / ".levada/runs/p/r/s.json").read_text())
    assert (rows(tmp_path), record["status"], [table["rows"] for table in record["tables"]]) == ([1], "blocked", [1])


def test_to_reload_is_one_batch(tmp_path: Path, batches: Task) -> None:
    add(tmp_path, 1)
    add(tmp_path, 2)
    run(tmp_path, batches)
    (tmp_path / "spark_jobs/job.py").write_text(JOB.replace("'id'", "(events.id + 1).alias('id')"))
    run(tmp_path, batches, reload=True)
    assert (rows(tmp_path), published(tmp_path)) == ([2, 3], [2])
