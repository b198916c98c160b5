"""The promise every engine makes: a table of the verbs it performs."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

from levada.engines.account import Node as Node
from levada.engines.account import Query as Query
from levada.engines.lineage import Traced
from levada.lake.catalogue import Lake
from levada.lake.drafts import Draft, Writer
from levada.lake.ledger import SourceFile
from levada.lake.reading import Rows, added, readable
from levada.plan.actions import Action
from levada.plan.checks import CheckResult
from levada.plan.environment import Environment
from levada.plan.graph import Task
from levada.plan.run import Run
from levada.plan.tables import Table


@dataclass(frozen=True, slots=True)
class Work:
    """One task of one run, and what an engine needs to do it.

    `root`: the project's folder (with `spark_jobs/`, `dbt_project/`). `scratch`: a folder of this attempt alone, gone
    when the task ends. `snapshots`: what is read, dataset -> published snapshot id, None where nothing is published
    yet; an engine reads these and no others. `since`: of those of which only new rows are read, the snapshot after
    which they came; None: all are read. `upon`: the publications it goes on from, as `Mark` has them. `say`: one line
    of progress. `announce`: one before something that may take long, told where others are left out. `passing`: a
    dataset, and how many of its rows have come so far; told often. `notes`: what people should still know when it is
    over. `queries`: what a cluster was asked. `nodes`: what dbt has come to. `traced`: dataset -> where its columns
    come from, as far as the engine can tell. `last`: what is left when the task has ended, however that was."""

    task: Task
    run: Run
    environment: Environment
    lake: Lake
    root: Path
    scratch: Path
    snapshots: Mapping[str, int | None] = field(default_factory=dict)
    since: Mapping[str, int | None] = field(default_factory=dict)
    upon: tuple[str, ...] = ()
    say: Callable[[str], None] = print
    announce: Callable[[str], None] = print
    passing: Callable[[str, int], None] = lambda dataset, rows: None
    notes: list[str] = field(default_factory=list)
    queries: list[Query] = field(default_factory=list)
    nodes: list[Node] = field(default_factory=list)
    traced: dict[str, Traced] = field(default_factory=dict)
    last: ExitStack = field(default_factory=ExitStack)

    def asked(self, query: Query) -> None:
        """Keep what a cluster has done; it stays in the evidence."""
        self.queries.append(query)
        self.say(
            f"query {query.id} {query.state.lower()}: {query.rows:,} rows, {query.bytes:,} bytes read, "
            f"{query.seconds:.2f} s, {query.cpu_seconds:.2f} CPU s: {query.url}"
        )

    def note(self, text: str) -> None:
        """Say something that stays in the evidence."""
        self.notes.append(text)
        self.say(text)


@dataclass(frozen=True, slots=True)
class Prepared:
    """What would be done: which files, with which code. `write` does it: every table of the task gets a draft, or is
    left out if it is said to be unchanged. It returns the checks the engine has made itself (dbt tests).

    `files`: all that were found; `write` loads those that the writer's mark names. `code`: a digest of everything but
    task, files and snapshots that decides the result."""

    write: Callable[[Writer], tuple[CheckResult, ...]]
    files: tuple[SourceFile, ...] = ()
    code: str = ""


Verb = Callable[[Work], Prepared]


@dataclass(frozen=True, slots=True)
class Inspection:
    """Rows at the gate: those that a step has brought, and the `whole` table with them, as it is or would be published.

    `work`: whose rows they are. `until`: when they should be new: the interval's end, or now, in its time zone.
    `snapshots`: what their foreign keys refer to, dataset -> snapshot id, a draft's where the same step fills it; None:
    nothing is published yet. `unchanged`: how many rows arrived besides, and were there already."""

    work: Work
    table: Table
    rows: Rows
    whole: Rows
    until: datetime
    snapshots: Mapping[str, int | None] = field(default_factory=dict)
    unchanged: int = 0


def drafted(work: Work, table: Table, draft: Draft, until: datetime, snapshots: Mapping[str, int | None]) -> Inspection:
    """A draft at the gate."""
    whole = readable(work.lake, draft.dataset, draft.head)
    assert whole is not None
    return Inspection(work, table, added(work.lake, draft), whole, until, snapshots, draft.unchanged)


Gate = Callable[[Inspection], tuple[CheckResult, ...]]


class Engine(Protocol):
    """`performs`: verb -> method: capability list, documentation matrix and conformance parameters in one.

    `check` is the gate: it looks at a draft in one scan and says what it found; None: this engine has no gate."""

    @property
    def name(self) -> str: ...

    @property
    def performs(self) -> Mapping[type[Action], Verb]: ...

    @property
    def check(self) -> Gate | None: ...
