"""What decides the result of a task, as one digest: equal digests, equal rows, nothing to do."""

import json
from collections.abc import Mapping
from hashlib import sha256

from levada.engines.base import Prepared, Work
from levada.lake import ledger
from levada.lake.ledger import Entry, SourceFile
from levada.lake.marks import Mark
from levada.lake.reading import readable
from levada.names import PARAMS, template_words
from levada.plan import codec
from levada.plan.actions import Python, Spark, Sql
from levada.plan.graph import Read, Task
from levada.plan.run import Run
from levada.plan.shares import by_interval

Snapshots = Mapping[str, int | None]


def mark(work: Work, prepared: Prepared) -> Mark:
    """What an attempt is about, with its fingerprint."""
    files = _to_load(work, prepared)
    return Mark(
        pipeline=work.task.pipeline,
        step=work.task.step,
        run=work.run,
        fingerprint=fingerprint(work, files, prepared.code),
        files=files,
        inputs=tuple(sorted(work.snapshots.items())),
        interval_rows=work.run.interval is not None and work.task.interval_read,
        lookback=work.task.lookback,
        since=tuple(sorted(work.since.items())),
        upon=work.upon,
        elsewhere=_reads_elsewhere(work.task),
    )


def fingerprint(work: Work, files: tuple[SourceFile, ...], code: str) -> str:
    """Whatever decides what the rows are is in it; how it is tried, and what is then checked, is not."""
    known_by = [(file.url, file.digest) for file in files]
    state = [rows_read(work, read, work.snapshots[read.dataset]) for read in work.task.reads]
    parts = json.dumps([codec.essence(work.task), _of_the_run(work.task, work.run), known_by, state, code])
    return sha256(parts.encode()).hexdigest()


def rows_read(work: Work, read: Read, snapshot: int | None) -> list[object]:
    """What of a dataset that is read decides the result: the whole snapshot, what it has gained since another, or the
    files that hold the interval's rows, so that a step does not depend on what was added to other intervals."""
    if read.rows == "new":
        return [read.dataset, work.since.get(read.dataset), snapshot]
    within = read.rows == "interval" and work.run.interval is not None
    rows = readable(work.lake, read.dataset, snapshot, read, work.run.interval) if within else None
    return [read.dataset, [rows.files, str(rows.schema)] if rows else snapshot]


def _of_the_run(task: Task, run: Run) -> list[object]:
    """What of the run decides the result."""
    used = set(template_words(codec.encode(task)))
    return [
        run.interval.as_json() if run.interval and by_interval(task) else None,
        {name: value for name, value in json.loads(run.params).items() if PARAMS + name in used},
        run.id if "run_id" in used or _own_to_each_run(task) else None,
        *([] if run.item is None else [run.item]),
    ]


def _own_to_each_run(task: Task) -> bool:
    """Whether another run may come to something else, and one run's attempts are to come to one result. What a function
    finds for an interval is that interval's: to look again is to reload."""
    return _reads_elsewhere(task) and (isinstance(task.action, Sql) or not by_interval(task))


def _reads_elsewhere(task: Task) -> bool:
    """Whether a task reads what has no snapshots: tables of others or, as a function that is given no dataset, whatever
    it fetches itself."""
    match task.action:
        case Sql(foreign=foreign):
            return bool(foreign)
        case Python() | Spark():
            return not task.reads
    return False


def _to_load(work: Work, prepared: Prepared) -> tuple[SourceFile, ...]:
    """Of the files that were found, those that the table does not have, where it keeps what it has."""
    if not prepared.files:
        return ()

    def alike(entry: Entry) -> bool:
        theirs = (entry.step, entry.item) == (work.task.step, work.run.part)
        return theirs and entry.fingerprint == fingerprint(work, entry.files, prepared.code)

    (table,) = work.task.tables
    return ledger.to_load(ledger.read(work.lake, table.name), table, prepared.files, work.run.reload, alike)
