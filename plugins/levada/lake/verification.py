"""Rows that are published already, and are to be checked under other terms: which they are, and what is kept of it."""

from collections.abc import Mapping
from dataclasses import replace
from uuid import uuid4

from levada.lake import ledger
from levada.lake.ancestry import main
from levada.lake.catalogue import Lake
from levada.lake.creation import properties
from levada.lake.entries import Entry, Ledger
from levada.lake.files import live
from levada.lake.marks import Mark
from levada.lake.moving import move
from levada.lake.races import retried
from levada.lake.reading import Rows, place
from levada.lake.replacing import interval_of
from levada.plan.checks import CheckResult
from levada.plan.codec import terms
from levada.plan.tables import Table


def brought(lake: Lake, table: Table, mark: Mark, entry: Entry) -> Rows | None:
    """The rows of a publication as readers see them now; None: they cannot be told from others any more."""
    existing = lake.table(table.name)
    now = main(existing.metadata)
    files, schema = tuple(live(existing, now)) if now is not None else (), existing.schema()
    own = tuple(file for file in files if entry.written and entry.written in file.file_path)
    within = None
    if sum(file.record_count for file in own) != entry.rows:
        within = interval_of(table, mark, schema)
        if within is None and table.strategy != "replace":
            return None
        own = tuple(file for file in files if within is None or within.may_hold(file))
    return Rows(tuple(sorted(place(file.file_path) for file in own)), schema, within)


def record(lake: Lake, table: Table, verified: Mapping[Entry, tuple[CheckResult, ...]]) -> None:
    """Keep what the checks have found in published rows, and give the table the properties it has by now: no snapshot
    is added.

    Raises:
        Retryable: others kept committing.
    """

    def attempt() -> None:
        existing = lake.table(table.name)
        if (now := main(existing.metadata)) is None:
            return
        name = f"ledger-{uuid4()}.json"
        entries = (
            replace(entry, checks=verified[entry], terms=terms(table)) if entry in verified else entry
            for entry in ledger.of(existing, now).entries
        )
        ledger.keep(existing, name, Ledger(tuple(entries)))
        move(lake, existing, now, name, properties=properties(table))

    retried(table.name, attempt)
