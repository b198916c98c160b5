"""Small tasks that ingest a file, and a folder to perform them in."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from levada.intervals import UNITS, on
from levada.lake import ledger
from levada.lake.catalogue import open_lake
from levada.plan.actions import Ingest
from levada.plan.checks import Check
from levada.plan.environment import Environment
from levada.plan.graph import Output, Task
from levada.plan.measures import DuplicateValues, NullValues
from levada.plan.run import Run
from levada.plan.tables import BY_KEY, Column, Strategy, Table

ENVIRONMENT = Environment(
    "local", (("type", "sql"), ("uri", "sqlite:///.levada/catalog.db"), ("warehouse", ".levada/warehouse"))
)
DAY = on(date(2024, 1, 1), UNITS["day"], "UTC")
RUN = Run("r1", DAY)
ROWS = "id,at\n1,2024-01-01T10:00:00Z\n2,2024-01-01T11:00:00Z\n"


def task(strategy: Strategy = "append", dataset: str = "raw.t") -> Task:
    """Loads `data/t-<ds>.csv`: `id` is unique and never null."""
    table = Table(
        dataset,
        (Column("id", "long"), Column("at", "timestamptz")),
        event_time="at",
        strategy=strategy,
        unique_key=("id",) if strategy in BY_KEY else (),
        checks=(Check("id_required", NullValues("id")), Check("id_unique", DuplicateValues(("id",)))),
    )
    action = Ingest("t-{{ ds }}.csv", "csv")
    return Task("p", "raw_t", action, into=(Output(dataset, table),), engine="embedded", gate="embedded")


def lenient(strict: Task) -> Task:
    """The same task, with a dataset that only warns."""
    (output,) = strict.into
    return replace(strict, into=(replace(output, table=replace(output.table, on_failure="warn")),))


def land(root: Path, rows: str = ROWS, day: str = "2024-01-01") -> None:
    (root / "data").mkdir(exist_ok=True)
    (root / f"data/t-{day}.csv").write_text(rows)


def ids(root: Path, dataset: str = "raw.t") -> list[int]:
    """What readers see."""
    table = open_lake(ENVIRONMENT, root).load(dataset)
    return sorted(table.scan().to_arrow()["id"].to_pylist()) if table else []


def drafts(root: Path, dataset: str = "raw.t") -> Iterator[str]:
    """Audit branches that are there."""
    table = open_lake(ENVIRONMENT, root).load(dataset)
    return (name for name in table.metadata.refs if name != "main") if table else iter(())


def entries(root: Path, dataset: str = "raw.t") -> list[tuple[str, str, int]]:
    """What the ledger says, without times and random names."""
    found = ledger.read(open_lake(ENVIRONMENT, root), dataset).entries
    return [(entry.step, entry.run, entry.rows) for entry in found]


def record(root: Path) -> dict[str, Any]:
    """What the only run has left behind."""
    (path,) = root.glob(".levada/runs/p/r1/raw_t.json")
    found: dict[str, Any] = json.loads(path.read_text())
    return found
