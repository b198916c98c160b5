"""What `levada run` prints of each step with `--format json`, and leaves as its record."""

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field

from levada.cli.shapes import Interval, Snapshot
from levada.engines.lineage import How
from levada.runtime.evidence import Status


@dataclass(frozen=True, slots=True)
class SourceColumn:
    """A column that others come from. `how`: its values go into them (the first three), or only decide them."""

    dataset: str
    column: str
    how: list[How]


@dataclass(frozen=True, slots=True)
class Lineage:
    """Where a table comes from. `columns`: each with those it comes from; one that is missing could not be told.
    `rows`: what decides which rows there are, and in what order."""

    columns: dict[str, list[SourceColumn]]
    rows: list[SourceColumn]


@dataclass(frozen=True, slots=True)
class Filled:
    """A dataset after a step. `previous`: what readers saw before. `rows`, `bytes`, `files`: what the run brought.
    `rebased`: how often another run was faster. `branch`: where a draft waits. `columns`: column -> Iceberg's type.
    `lineage`: where what was published comes from."""

    dataset: str
    status: Literal["published", "unchanged", "drafted"]
    snapshot: Snapshot | None
    previous: Snapshot | None
    rows: int
    bytes: int
    files: int
    rebased: int
    columns: dict[str, str]
    branch: str
    lineage: Lineage


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that was read. `size`: bytes. `version`: what its store calls this content."""

    url: str
    digest: Annotated[str, Field(pattern="^sha256:")]
    size: int
    rows: int | None
    version: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a check found: `count` of `rows`. `value`: what was held against `must`, where that is no count of rows
    that break something, in `unit`. `sample`: a few of the rows that failed, JSON objects as texts. `dimension`: ODCS's
    word."""

    dataset: str
    check: str
    severity: Literal["error", "warning"]
    passed: bool
    count: int
    rows: int
    must: str
    sample: list[str]
    column: str | None
    value: float | None
    unit: Literal["rows", "percent", "seconds", "answer"]
    dimension: str


@dataclass(frozen=True, slots=True)
class Usage:
    """What a step cost, with the processes it began. `peak_memory`: bytes, of the largest one. `stages`: name ->
    seconds."""

    seconds: float
    cpu_seconds: float
    peak_memory: int
    stages: dict[str, float]


@dataclass(frozen=True, slots=True)
class Query:
    """What a cluster was asked for a step. `rows` and `bytes`: those it has read. `seconds`: from asking to answer.
    `peak_memory`: bytes."""

    id: str
    url: str
    state: str
    rows: int
    bytes: int
    seconds: float
    cpu_seconds: float
    peak_memory: int


@dataclass(frozen=True, slots=True)
class Node:
    """What became of a model, snapshot or seed: dbt's id and word for it. `query`: the id of its main query, where a
    cluster was asked."""

    id: str
    status: str
    seconds: float
    query: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a step of a run ended, or one `item` of it; also what `.levada/runs/<pipeline>/<run>/<step>.json` holds.

    `verified`: unchanged, but held against new checks. `partial`: some of its tables are published. `blocked`: by a
    check. `left out`, `skipped`: because of the steps in `after`, if there are any. `inputs`: dataset -> the snapshot
    that was read; null where nothing was published, and for tables of other catalogues; `since`: the one after which
    rows were new, where only these were read; null where all of them were. `error`: a message for people,
    `error_id`: its kind. `retryable`: trying again may help. `notes`: what is not as it might be expected, such as
    columns that were left out. `queries`: what a cluster was asked. `nodes`: what dbt has come to. `at_once`: readers
    saw all its tables in one moment; else one after the other. `engine`: who has done it, if anybody had to."""

    pipeline: str
    step: str
    run: str
    interval: Interval | None
    status: Status
    tables: list[Filled]
    files: list[SourceFile]
    inputs: dict[str, Snapshot | None]
    since: dict[str, Snapshot | None]
    checks: list[Verdict]
    usage: Usage
    error: str
    error_id: str
    retryable: bool
    after: list[str]
    item: str | int | float | None
    notes: list[str]
    queries: list[Query]
    nodes: list[Node]
    at_once: bool
    engine: str
