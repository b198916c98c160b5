"""How far a step has read, as its last publications say, and how far it reads now."""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import partial

from levada.engines.base import Work
from levada.lake import ledger
from levada.lake.amending import amend
from levada.lake.batches import batch
from levada.lake.entries import Entry, Ledger
from levada.lake.gains import NotGained, age, gained
from levada.lake.publication import published
from levada.plan.actions import BATCH

Reached = Mapping[str, int | None]
"""Dataset -> the last snapshot that was read; None: nothing was."""


def begun(work: Work) -> Work:
    """Some work, with what it is to read: everything published now, or when its snapshots were looked up; and where
    only new rows are wanted, what has come since its last publication, or a batch of it.

    Where that cannot be told, all rows are read, if they replace each other by their keys.

    Raises:
        NotGained: it cannot be told, and rows would come twice.
    """
    now = {read.dataset: published(work.lake, read.dataset) for read in work.task.reads}
    work = replace(work, snapshots=now | dict(work.snapshots))
    if not work.task.read_on:
        return work
    ledgers = {table.name: ledger.read(work.lake, table.name) for table in work.task.tables}
    lasts = {name: each.last(work.task.step, work.run.part) for name, each in ledgers.items()}
    upon = tuple(last.written if last else "" for last in lasts.values())
    anew = replace(work, since=dict.fromkeys(work.task.read_on), upon=upon)
    if work.run.reload:
        return anew
    try:
        reached = [_reached(anew, name, each, lasts[name]) for name, each in ledgers.items()]
        return _between(anew, *_span(anew, reached), any(lasts.values()))
    except NotGained as error:
        if not work.task.by_key:
            raise NotGained(f"{error}. {_cure(work)}") from error
        work.note(f"{error}: reading all rows of {', '.join(work.task.read_on)}")
        return replace(anew, run=replace(work.run, reload=True))


def _reached(work: Work, dataset: str, there: Ledger, last: Entry | None) -> Reached:
    """How far the rows of one of the step's tables go.

    Raises:
        NotGained: it was filled in another way.
    """
    known = last and last.item == work.run.part and work.since.keys() <= dict(last.since).keys()
    if last and known:
        return last.reached(work.since)
    if other := last or next((entry for entry in there.entries if entry.step != work.task.step), None):
        raise NotGained(f"{dataset}: run {other.run} ({other.told}) has filled it in another way than by new rows")
    return work.since


def _span(work: Work, reached: list[Reached]) -> tuple[Reached, Reached]:
    """After which snapshots to read, and up to which. Of tables that stand at different ones, because an attempt ended
    between them or one was rolled back, the last is brought up to the next."""
    ages = {(name, at): age(work.lake.load(name), at) for each in reached for name, at in each.items()}
    stands = sorted(reached, key=lambda each: [ages[name, at] for name, at in each.items()])
    ahead = next((each for each in stands if each != stands[0]), None)
    if ahead:
        work.say(f"step {work.task.step}: its tables have not read equally far; bringing the last up to the next")
    return stands[0], ahead or {name: _batch(work, name, at) for name, at in stands[0].items()}


def _batch(work: Work, name: str, since: int | None) -> int | None:
    """Up to which snapshot to read one that is read on."""
    table, until = work.lake.load(name), work.snapshots[name]
    if not work.task.in_batches or table is None or until is None:
        return until
    return batch(table, since, until, BATCH)


def _between(work: Work, since: Reached, until: Reached, again: bool) -> Work:
    """What has come between two states. Nothing: it begins where it ends."""
    if again and not _came(work, since, until):
        since = until
    return replace(work, snapshots={**work.snapshots, **until}, since=since)


def _came(work: Work, since: Reached, until: Reached) -> bool:
    """Whether any rows have come."""
    return any(
        bool(gained(work.lake.table(name), at, until[name])) if at is not None else until[name] is not None
        for name, at in since.items()
    )


def advance(work: Work, there: Iterable[Entry]) -> None:
    """Remember of publications that nothing has come since, where what they read was rewritten: so no state is needed
    that is long past."""
    until = {name: work.snapshots[name] for name in work.since}
    for entry, table in zip(there, work.task.tables, strict=True):
        reached = entry.reached(until)
        with suppress(NotGained):
            if reached != until and not _came(work, reached, until):
                inputs = tuple(sorted((dict(entry.inputs) | until).items()))
                amend(work.lake, table, partial(_moved, entry, inputs))


def _moved(entry: Entry, inputs: tuple[tuple[str, int | None], ...], one: Entry) -> Entry:
    return replace(one, inputs=inputs) if one.is_publication(entry) else one


def _cure(work: Work) -> str:
    names = ", ".join(table.name for table in work.task.tables)
    return (
        f"Which rows are new to {names} cannot be told: read all of them, in place of what is there, with `levada run "
        f'--reload` (in Airflow, trigger with {{"reload": true}})'
    )
