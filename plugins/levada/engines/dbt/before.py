"""What is published already, for the models that build upon it: incremental ones and snapshots."""

from dataclasses import dataclass

from levada.engines.base import Work
from levada.errors import Permanent
from levada.lake import ledger, marks
from levada.lake.ancestry import ancestors, main
from levada.lake.catalogue import Lake
from levada.lake.draft import snapshot_marks
from levada.lake.entries import same
from levada.lake.marks import Mark
from levada.names import INTERVAL_WORDS, template_words
from levada.plan import codec

GROWING = ("incremental", "snapshot")
"""How models are materialized that go on from the table they have."""


@dataclass(frozen=True, slots=True)
class Before:
    """What a dataset's new state is computed from. `snapshot` None: nothing. `done`: just this has been published by an
    attempt that did not end; `snapshot` is then what that one went on from."""

    snapshot: int | None
    done: bool = False


def before(lake: Lake, dataset: str, mark: Mark) -> Before:
    """The published state, or, where this work is published in part, the one that it began with."""
    table = lake.load(dataset)
    if table is None:
        return Before(None)
    now = main(table.metadata)
    if ledger.of(table, now).done(mark.step, mark.fingerprint):
        for snapshot in ancestors(table.metadata, now):
            said = snapshot_marks(snapshot)
            if (said.get(marks.STEP), said.get(marks.FINGERPRINT)) == (mark.step, mark.fingerprint):
                return Before(int(said[marks.FORK]), done=True)
    return Before(now)


def refuse_twice(work: Work, dataset: str, state: Before, mark: Mark) -> None:
    """An incremental model that only appends must not append an interval's rows a second time: they would stay twice.
    Whether rows are an interval's, the step says: it reads an interval, or hands `{{ ds }}` to dbt.

    Raises:
        Permanent: they are there, from other input or by other code.
    """
    interval, said = work.run.interval, set(template_words(codec.encode(work.task)))
    if interval is None or not (work.task.interval_read or said & set(INTERVAL_WORDS)):
        return
    for entry in ledger.read(work.lake, dataset, state.snapshot).entries:
        if entry.step == mark.step and same(entry.interval, interval):
            raise Permanent(
                f"{dataset}: {mark.step} has appended {interval} already (run {entry.run}), from other input or with "
                f"other code; appending it again would bring its rows twice. Give the model a unique_key, or take it "
                f"back with `levada rollback {dataset} --to SNAPSHOT` and run again."
            )
