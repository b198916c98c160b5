"""A lake and a project in a folder, on which to try an engine."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pyarrow as pa

from levada.engines.base import Prepared, Work, drafted
from levada.engines.registry import engine
from levada.intervals import Interval
from levada.lake.catalogue import Lake, open_lake
from levada.lake.drafts import Draft, Mark, Writer
from levada.lake.ledger import SourceFile
from levada.lake.publication import publish, published
from levada.plan.actions import Action, Ingest, Python, Spark, Sql
from levada.plan.checks import CheckResult
from levada.plan.environment import Environment
from levada.plan.graph import Output, Read, Task
from levada.plan.measures import OrphanValues
from levada.plan.run import Run
from levada.plan.tables import Column, Table
from levada.spec.files import Format

DAY = Interval(datetime(2013, 1, 1, 5, tzinfo=UTC), datetime(2013, 1, 2, 5, tzinfo=UTC), "America/New_York")
UNTIL = DAY.local[1]
RUN = Run("run", DAY)
NOTHING = Task("pipeline", "step", Sql("select 1"), gate="embedded")
LOCAL = Environment("local", (("type", "sql"), ("uri", "sqlite:///catalog.db"), ("warehouse", "warehouse")))


def table(name: str = "raw.flights", **types: str) -> Table:
    """A dataset with a contract: `table("a.b", id="long")`."""
    return Table(name, tuple(Column(column, kind) for column, kind in types.items()))


@dataclass
class Bench:
    """A project with a lake of its own. `said`: every line of progress. `engine`: who performs its steps."""

    root: Path
    said: list[str] = field(default_factory=list)
    environment: Environment = LOCAL
    engine: str = "embedded"
    scratches: list[Path] = field(default_factory=list)

    @property
    def lake(self) -> Lake:
        return open_lake(self.environment, self.root)

    def file(self, name: str, content: str | bytes) -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    def prepare(self, action: Action, *into: Output | Table, reads: tuple[Read, ...] = (), run: Run = RUN) -> Prepared:
        outputs = tuple(one if isinstance(one, Output) else Output(one.name, one) for one in into)
        task = Task("pipeline", "step", action, reads, outputs, engine=self.engine, gate="embedded")
        return engine(self.engine).performs[type(action)](self.work(task, run))

    def work(self, task: Task = NOTHING, run: Run = RUN) -> Work:
        scratch = Path(mkdtemp(dir=self.root))
        self.scratches.append(scratch)
        snapshots = {read.dataset: published(self.lake, read.dataset) for read in task.reads}
        said = self.said.append
        return Work(task, run, self.environment, self.lake, self.root, scratch, snapshots, say=said, announce=said)

    def perform(
        self, action: Action, *into: Output | Table, reads: tuple[Read, ...] = (), run: Run = RUN
    ) -> tuple[CheckResult, ...]:
        """Do a step and publish what it wrote, unchecked; returns the engine's own checks."""
        prepared = self.prepare(action, *into, reads=reads, run=run)
        writer = Writer(self.lake, mark("performed", prepared.files), note=self.said.append)
        checks = prepared.write(writer)
        for one in into:
            self.publish(one.table if isinstance(one, Output) else one, writer)
        return checks

    def draft(self, into: Table, rows: pa.Table, name: str = "filled") -> tuple[Draft, Writer]:
        writer = Writer(self.lake, mark(name))
        return writer.write(into, rows.to_reader()), writer

    def fill(self, into: Table, rows: pa.Table, name: str = "filled") -> None:
        """Publish rows."""
        self.publish(into, self.draft(into, rows, name)[1])

    def publish(self, into: Table, writer: Writer) -> None:
        drafted = writer.drafts[into.name]
        publish(self.lake, into, drafted, writer.mark, (), lambda _: (), lambda: drafted)

    def rows(self, dataset: str) -> list[dict[str, Any]]:
        """What pyiceberg reads: somebody else's reader."""
        found = self.lake.table(dataset).scan().to_arrow()
        rows: list[dict[str, Any]] = found.to_pylist()
        return rows

    def check(self, into: Table, rows: pa.Table) -> tuple[CheckResult, ...]:
        """What the gate finds in a draft of some rows."""
        gate = engine("embedded").check
        draft = self.draft(into, rows, "checked")[0]
        measures = (check.measure for check in into.checks)
        referred = {each.dataset for each in measures if isinstance(each, OrphanValues)}
        snapshots = {name: draft.head if name == into.name else published(self.lake, name) for name in referred}
        assert gate is not None
        return gate(drafted(self.work(), into, draft, UNTIL, snapshots))


def mark(name: str, files: tuple[SourceFile, ...] = ()) -> Mark:
    return Mark("pipeline", "step", Run(name), f"sha256:{name}", files)


def ingest(path: str, format: Format = "csv", **options: str) -> Ingest:  # noqa: A002
    return Ingest(path, format, tuple(options.items()))


def spark(function: str, **arguments: Any) -> Spark:
    return Spark("job", function, json.dumps(arguments))


def python(function: str, **arguments: Any) -> Python:
    return Python("job", function, json.dumps(arguments))
