"""What a task leaves behind: rows, bytes, files, snapshots, checks, time and memory; to read, and for programs."""

import json
import os
import re
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal

from levada.engines.account import Node, Query
from levada.engines.lineage import NOTHING_TOLD, Lineage
from levada.lake.entries import SourceFile
from levada.plan.checks import CheckResult
from levada.plan.explain_steps import action
from levada.plan.graph import Task
from levada.plan.run import Item, Run

Status = Literal[
    "published", "unchanged", "verified", "drafted", "partial", "blocked", "failed", "skipped", "left out", "arrived"
]


@dataclass(frozen=True, slots=True)
class TableOutcome:
    """One dataset after a task: what was added, and which snapshot readers see now. `drafted`: nobody sees it yet but
    on its `branch`. `lineage`: where what was published comes from."""

    dataset: str
    status: Literal["published", "unchanged", "drafted"]
    snapshot: int | None
    previous: int | None = None
    rows: int = 0
    bytes: int = 0
    files: int = 0
    rebased: int = 0
    columns: tuple[tuple[str, str], ...] = ()
    branch: str = ""
    lineage: Lineage = NOTHING_TOLD


@dataclass(frozen=True, slots=True)
class Usage:
    """What a task cost: wall and CPU seconds (children included), peak memory of the largest process in bytes."""

    seconds: float
    cpu_seconds: float
    peak_memory: int
    stages: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a task ended, or one item of it. `inputs`: dataset -> snapshot read; `since`: the one after which rows were
    new, where only these were read; null: all were. `error`: what whoever has to act should
    know, `error_id` its kind, of `runtime.failures`. `after`: the steps because of which its turn did not come.
    `notes`: what is not as it might be expected, and no failure. `queries`: what a cluster was asked. `nodes`: what
    dbt has come to. `at_once`: whether readers saw all its tables in one moment; else one after the other. `engine`:
    who has done it."""

    pipeline: str
    step: str
    run: str
    interval: dict[str, str] | None
    status: Status
    tables: tuple[TableOutcome, ...] = ()
    files: tuple[SourceFile, ...] = ()
    inputs: tuple[tuple[str, int | None], ...] = ()
    since: tuple[tuple[str, int | None], ...] = ()
    checks: tuple[CheckResult, ...] = ()
    usage: Usage = Usage(0, 0, 0)
    error: str = ""
    error_id: str = ""
    retryable: bool = False
    after: tuple[str, ...] = ()
    item: Item | None = None
    notes: tuple[str, ...] = ()
    queries: tuple[Query, ...] = ()
    nodes: tuple[Node, ...] = ()
    at_once: bool = False
    engine: str = ""

    def as_json(self, samples: bool = True) -> dict[str, Any]:
        """A JSON object; snapshot ids are strings, because they do not fit a JavaScript number.

        `samples`: with the rows that failed a check, which not everybody may see who may see the rest."""
        value: dict[str, Any] = json.loads(json.dumps(asdict(self)))
        for check in value["checks"] if not samples else ():
            del check["sample"]
        for table in value["tables"]:
            table["snapshot"], table["previous"] = _text(table["snapshot"]), _text(table["previous"])
            table["columns"] = dict(table["columns"])
            table["lineage"]["columns"] = dict(table["lineage"]["columns"])
        value["usage"]["stages"] = dict(self.usage.stages)
        value["inputs"] = {dataset: _text(snapshot) for dataset, snapshot in self.inputs}
        value["since"] = {dataset: _text(snapshot) for dataset, snapshot in self.since}
        return value


def _text(snapshot: int | None) -> str | None:
    return None if snapshot is None else str(snapshot)


@dataclass(slots=True)
class Meter:
    """Measures a task while it runs."""

    started: float = field(default_factory=time.perf_counter)
    cpu: float = field(default_factory=lambda: _cpu())
    stages: list[tuple[str, float]] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage, whether it succeeds or not."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            self.stages.append((name, round(time.perf_counter() - begun, 3)))

    def usage(self) -> Usage:
        seconds = round(time.perf_counter() - self.started, 3)
        stages: dict[str, float] = {}
        for name, spent in self.stages:
            stages[name] = round(stages.get(name, 0) + spent, 3)
        return Usage(seconds, round(_cpu() - self.cpu, 3), _peak_memory(), tuple(stages.items()))


def _cpu() -> float:
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def _peak_memory() -> int:
    unit = 1 if sys.platform == "darwin" else 1024
    return unit * max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


def record(root: Path, outcome: Outcome) -> Path:
    """Write the outcome to the run's record, whole or not at all; a later attempt replaces it."""
    part = "" if outcome.item is None else f".{_folder(str(outcome.item))}"
    path = records(root) / outcome.pipeline / _folder(outcome.run) / f"{outcome.step}{part}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(f".{os.getpid()}")
    draft.write_text(json.dumps(outcome.as_json(), indent=1) + "\n", encoding="utf-8")
    draft.replace(path)
    return path


def records(root: Path) -> Path:
    """Where the records of runs lie: `<pipeline>/<run>/<step>.json`, or `<step>.<item>.json`."""
    return root / ".levada" / "runs"


def _folder(text: str) -> str:
    """A run id or an item as a file's name: readable, and unlike that of any other."""
    readable = re.sub(r"[^A-Za-z0-9_.-]+", "-", text)[:80]
    return readable if readable == text else f"{readable}-{sha256(text.encode()).hexdigest()[:8]}"


SHOWN = 20
"""Files of one step that a log names."""


def heading(task: Task, run: Run) -> str:
    """What is about to be done, and for when, in a line for a log."""
    item = "" if run.item is None else f"[{run.item}]"
    by = f" by {task.engine}," if task.engine else ""
    when = run.interval or "a run without an interval"
    return f"{task.pipeline}.{task.step}{item}, {when}: {task.action.verb}{by} {action(task.action)}"


def summary(outcome: Outcome) -> Iterator[str]:
    """The outcome in lines for a log, but for checks that failed, which are `findings`."""
    yield from _brought(outcome)
    for table in outcome.tables:
        files = f"{table.files} file{'' if table.files == 1 else 's'}"
        done = "nothing new" if table.status == "unchanged" else f"{table.rows:,} rows, {table.bytes:,} bytes, {files}"
        yield f"{table.dataset}: {table.status} as snapshot {table.snapshot}: {done}"
    for result in outcome.checks:
        yield from result.told if result.passed else ()
    if outcome.status == "skipped":
        yield f"skipped: {outcome.error}"
    used = outcome.usage
    stages = ", ".join(f"{name} {seconds:.2f}" for name, seconds in used.stages)
    took = f"{used.seconds:.2f} s ({stages})" if stages else f"{used.seconds:.2f} s"
    yield f"{took}, {used.cpu_seconds:.2f} CPU s, peak {used.peak_memory / 2**20:,.0f} MiB"


def _brought(outcome: Outcome) -> Iterator[str]:
    """What the rows come from."""
    for file in outcome.files[:SHOWN]:
        yield f"file {file.url}, {file.size:,} bytes"
    if (more := len(outcome.files) - SHOWN) > 0:
        yield f"and {more} files more"
    for dataset, snapshot in outcome.inputs:
        yield f"read {dataset}{f' as of snapshot {snapshot}' if snapshot else ''}"
