"""Rows that are published already, and are to be checked under other terms: which they are, and what is kept of it."""

from collections.abc import Mapping
from dataclasses import replace

from levada.lake.amending import amend
from levada.lake.ancestry import main
from levada.lake.catalogue import Lake
from levada.lake.entries import Entry
from levada.lake.files import live
from levada.lake.marks import Mark
from levada.lake.reading import Rows, Scope, place
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
    scope = Scope(existing, now, schema, within, own if within is None else None)
    return Rows(tuple(sorted(place(file.file_path) for file in own)), scope)


def record(lake: Lake, table: Table, verified: Mapping[Entry, tuple[CheckResult, ...]]) -> None:
    """Keep what the checks have found in published rows.

    Raises:
        Retryable: others kept committing.
    """

    def amended(entry: Entry) -> Entry:
        found = next((results for one, results in verified.items() if one.is_publication(entry)), None)
        return entry if found is None else replace(entry, checks=found, terms=terms(table))

    amend(lake, table, amended)
