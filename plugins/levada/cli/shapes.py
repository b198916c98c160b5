"""What commands print with `--format json`: a class for each object, a field for each key. docs/json.md is made of it.

The same thing has the same name everywhere. Snapshots are texts, because they do not fit a JavaScript number."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field

Row = dict[str, Any]
Snapshot = Annotated[str, Field(description="a snapshot's id", pattern="^[0-9]+$")]
Moment = Annotated[str, Field(description="a time", pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+00:00$")]


@dataclass(frozen=True, slots=True)
class Interval:
    """What a run stands for. ISO 8601, UTC; `end` is exclusive; whole calendar units in `timezone`."""

    start: str
    end: str
    timezone: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake in one place of a file, and its cure. Lines and columns count from 1; 0: the whole file.

    `path`: the place as the document has it, keys with dots between. `source`: the line itself, empty where it would
    not help. `id`: the kind of mistake, which `levada errors ID` explains."""

    file: str
    line: int
    column: int
    path: str
    message: str
    cure: str
    source: str
    id: str
    severity: Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Saying:
    """What one layer says of a value. `file`: `built-in`, or where it stands; line 0: it stands in no file. `by`: who
    says it, where that is more than a file."""

    value: Any
    file: str
    line: int
    column: int
    path: str
    by: str


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from. `said`: weak to strong; the last one holds, and `value` is null where there is none."""

    pipeline: str
    path: str
    value: Any
    said: list[Saying]


@dataclass(frozen=True, slots=True)
class State:
    """A table as readers see it now; all null where nothing was ever published into it."""

    dataset: str
    snapshot: Snapshot | None = None
    published_at: Moment | None = None
    rows_total: int | None = None
    bytes_total: int | None = None


@dataclass(frozen=True, slots=True)
class Version:
    """One state that readers have seen. `operation`: Iceberg's word, `created` or `rollback`. `step`, `run`: null where
    another tool published it. `item`: what the step was done for, if it is done for each of several."""

    snapshot: Snapshot
    published_at: Moment
    operation: str
    rows_added: int
    rows_removed: int
    rows_total: int
    bytes_total: int
    step: str | None
    item: str | None
    run: str | None


@dataclass(frozen=True, slots=True)
class Rollback:
    """What readers see again, and what they saw before."""

    dataset: str
    snapshot: Snapshot
    previous: Snapshot


@dataclass(frozen=True, slots=True)
class Standing:
    """A step for one interval, and one `item` of it, if it is done for each of several; `interval` null: it has none,
    or is the same for all. `unverified`: published under other checks. `run`, `rows`, `published_at`: of the
    publication that counts; null where it is missing."""

    pipeline: str
    step: str
    item: str | int | float | None
    datasets: list[str]
    interval: Interval | None
    state: Literal["published", "missing", "stale", "unverified"]
    reasons: list[str]
    run: str | None
    rows: int | None
    published_at: Moment | None


@dataclass(frozen=True, slots=True)
class ColumnChange:
    """A column of two schemas: `name type`, null where it is not there."""

    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class RowChange:
    """A row that both states have, and that differs. `columns`: column -> its value before and after."""

    key: Row
    columns: dict[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Difference:
    """What two states of a table differ in. `before` and `after`: null for an empty table. `columns`: column -> rows in
    which it changed. `added`, `removed`, `changed`: a few of them, as many as `--limit`."""

    dataset: str
    before: Snapshot | None
    after: Snapshot | None
    key: list[str]
    schema: list[ColumnChange]
    rows_before: int
    rows_after: int
    rows_added: int
    rows_removed: int
    rows_changed: int
    columns: dict[str, int]
    added: list[Row]
    removed: list[Row]
    changed: list[RowChange]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `cure`: empty where it is `ok`."""

    subject: str
    message: str
    cure: str
    ok: bool


@dataclass(frozen=True, slots=True)
class Begun:
    """A project. `kept`: files that were there already."""

    folder: str
    made: list[str]
    kept: list[str]


@dataclass(frozen=True, slots=True)
class NewPipeline:
    """What was written, and what was guessed from so many rows."""

    pipeline: str
    dataset: str
    files: list[str]
    rows: int
    key: str | None
    event_time: str | None


@dataclass(frozen=True, slots=True)
class TakenOver:
    """A DAG of another program. `file`: null if no pipeline was written."""

    dag: str
    pipeline: str
    file: str | None


@dataclass(frozen=True, slots=True)
class Import:
    """What became of DAGs. `left_out`: what a spec cannot say. `notes`: what is said, and differs; and files that
    hold no DAGs."""

    dags: list[TakenOver]
    left_out: list[Problem]
    notes: list[Problem]


@dataclass(frozen=True, slots=True)
class Server:
    """A server of `levada lakehouse`. `process`: its number, null where it does not run. `memory`: bytes. `answers`:
    whether it can be worked with."""

    server: str
    address: str
    process: int | None
    memory: int
    answers: bool
    log: str
