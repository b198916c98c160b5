"""How a step stands for an interval: published, missing, or out of date and why. Asked without doing anything."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

from levada.engines.base import Prepared, Work
from levada.engines.functions.asking import asks_for_dates
from levada.engines.registry import engine
from levada.errors import Permanent, Retryable
from levada.intervals import Interval
from levada.lake import ledger
from levada.lake.admission import admit
from levada.lake.catalogue import Lake
from levada.lake.entries import same
from levada.lake.gains import NotGained
from levada.lake.ledger import Entry, SourceFile
from levada.lake.marks import Mark
from levada.plan.graph import Task
from levada.plan.run import Item, Run
from levada.plan.shares import by_interval
from levada.plan.tables import BY_KEY, Table
from levada.runtime import fingerprint
from levada.runtime.choosing import chosen
from levada.runtime.position import begun as reading
from levada.runtime.verification import outdated

State = Literal["published", "missing", "stale", "unverified"]


@dataclass(frozen=True, slots=True)
class Standing:
    """One step for one interval, and one item where it is done for each of several. `stale`: doing it again would come
    to another result, for these `reasons`; of what is missing they say what it waits for. `unverified`: to the same,
    which was published under other checks. `entry`: the publication that counts."""

    pipeline: str
    step: str
    datasets: tuple[str, ...]
    interval: Interval | None
    state: State
    reasons: tuple[str, ...] = ()
    entry: Entry | None = None
    item: Item | None = None


def standing(work: Work) -> Standing:
    """How the task of some work stands for its run's interval.

    Where the step could not even be begun (its file, code or a package is not there), what is published stays so, and
    the reasons say why nothing more can be told. Where rows that it read on from are not there any more, it is stale:
    its run says what to do."""
    own = by_interval(work.task) or asks_for_dates(work.task, work.root)
    entry = latest(work.lake, work.task, work.run, own)
    begun = Standing(
        pipeline=work.task.pipeline,
        step=work.task.step,
        datasets=tuple(table.name for table in work.task.tables),
        interval=work.run.interval,
        state="published" if entry else "missing",
        entry=entry,
        item=work.run.item,
    )
    run = replace(work.run, id=entry.run) if entry else work.run
    try:
        work = reading(replace(work, run=run, say=lambda _: None))
        work = replace(work, task=chosen(work))
        prepared = engine(work.task.engine).performs[type(work.task.action)](work)
    except Retryable as error:  # its file is not there: what was published of it cannot be made anew
        return begun if entry else replace(begun, reasons=(str(error),))
    except NotGained as error:  # rows were taken away or replaced, and stand in what is published
        return replace(begun, state="stale" if entry else "missing", reasons=(str(error),))
    except Permanent as error:
        return replace(begun, reasons=(str(error),))
    if entry is None:
        return begun
    done = _done(work, fingerprint.mark(work, prepared))
    if not all(done.values()):
        return replace(begun, state="stale", reasons=_reasons(work, prepared, entry))
    others = tuple(
        f"{table.name} has other checks or properties by now" for table in done if outdated(table, done[table])
    )
    return replace(begun, state="unverified", reasons=others) if others else begun


def entries(lake: Lake, task: Task) -> tuple[Entry, ...]:
    """A step's publications that still have rows in its first table, in the order in which they happened."""
    found = ledger.read(lake, task.tables[0].name).entries
    return tuple(entry for entry in found if (entry.pipeline, entry.step) == (task.pipeline, task.step))


def latest(lake: Lake, task: Task, run: Run, own: bool) -> Entry | None:
    """The publication that counts for a run's interval and item: its own, or another that was found to stand for it; of
    a task whose results are not each interval's `own`, its last."""
    theirs = [entry for entry in reversed(entries(lake, task)) if entry.item == run.part]
    if not own:
        return next(iter(theirs), None)
    found = (entry for entry in theirs if same(entry.interval, run.interval))
    return next(found, None) or next((entry for entry in theirs if _confirmed(entry, run.interval)), None)


def _confirmed(entry: Entry, interval: Interval | None) -> bool:
    return interval is not None and any(one.covers(interval) for one in entry.confirmed)


def _done(work: Work, mark: Mark) -> dict[Table, tuple[Entry, ...]]:
    """The publications that make another attempt superfluous, of each table; none where rows would come twice."""
    done: dict[Table, tuple[Entry, ...]] = {}
    for table in work.task.tables:
        try:
            done[table] = admit(ledger.read(work.lake, table.name), table, mark)
        except (Permanent, Retryable):
            done[table] = ()
    return done


def _reasons(work: Work, prepared: Prepared, entry: Entry) -> tuple[str, ...]:
    """Why another attempt would come to another result."""
    found = [*_inputs(work, entry), *_files(work, prepared.files, entry)]
    if not work.task.read_on and _own(work, prepared, entry):
        found.append("its spec or code has changed")
    return tuple(found) or ("not all of its tables were published",)


def _inputs(work: Work, entry: Entry) -> Iterator[str]:
    read_then = dict(entry.inputs)
    for read in work.task.reads:
        where = " in this interval" if read.rows == "interval" and work.run.interval else ""
        try:
            then = fingerprint.rows_read(work, read, read_then.get(read.dataset))
        except Permanent:  # the snapshot is no longer kept
            then = []
        if then != fingerprint.rows_read(work, read, work.snapshots[read.dataset]):
            yield f"{read.dataset} has new rows" if read.rows == "new" else f"{read.dataset} has changed{where}"


def _files(work: Work, now: tuple[SourceFile, ...], entry: Entry) -> Iterator[str]:
    """How files differ from those whose rows are there: where publications add to a table, those of all of them."""
    adds = work.task.tables[0].strategy in ("append", *BY_KEY)
    then = [each for each in entries(work.lake, work.task) if each.item == entry.item] if adds else [entry]
    known = {file.url: file.digest for each in then for file in each.files}
    found = {file.url: file.digest for file in now}
    for url in sorted({*found} if adds else {*known, *found}):
        if known.get(url) != found.get(url):
            how = "is new" if url not in known else "is gone" if url not in found else "has changed"
            yield f"{url.rpartition('/')[2]} {how}"


def _own(work: Work, prepared: Prepared, entry: Entry) -> bool:
    """Whether today's spec and code would have come to something else from what was read then."""
    then = replace(work, snapshots={**work.snapshots, **dict(entry.inputs)})
    try:
        return fingerprint.fingerprint(then, entry.files, prepared.code) != entry.fingerprint
    except Permanent:
        return False
