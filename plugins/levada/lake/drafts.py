"""Rows that nobody sees yet, on audit branches: written, found again after a crash, dropped, swept."""

from datetime import timedelta

from levada.lake import branches, draft
from levada.lake.ancestry import head
from levada.lake.catalogue import Lake
from levada.lake.draft import Draft as Draft
from levada.lake.marks import Mark as Mark
from levada.lake.writer import Writer as Writer
from levada.plan.tables import Table

WEEK = timedelta(days=7)


def find(lake: Lake, table: Table, mark: Mark) -> Draft | None:
    """The finished draft that a killed attempt at just this has left. Another's, or half of one, is dropped."""
    existing = lake.load(table.name)
    if existing is None or (newest := head(existing.metadata, mark.branch)) is None:
        return None
    snapshot = existing.snapshot_by_id(newest)
    if snapshot and mark.is_on(draft.snapshot_marks(snapshot)):
        return draft.read(table.name, mark.branch, snapshot)
    branches.drop(lake, table.name, mark.branch)
    return None


def drop(lake: Lake, *drafts: Draft) -> None:
    """Give drafts up: their branches go; readers have never seen their rows."""
    for given_up in drafts:
        branches.drop(lake, given_up.dataset, given_up.branch)


def sweep(lake: Lake, dataset: str, branch: str | None = None, older_than: timedelta = WEEK) -> tuple[str, ...]:
    """Drop what crashed attempts have left: one branch, or all that nobody has touched for some time.

    Returns the names of the branches that went."""
    existing = lake.load(dataset)
    if existing is None:
        return ()
    audits = tuple(branches.audits(existing.metadata))
    if branch is not None:
        swept = tuple(name for name in audits if name == branch)
    else:
        swept = tuple(name for name in audits if branches.age(existing.metadata, name) > older_than)
    branches.drop(lake, dataset, *swept)
    return swept


def waiting(lake: Lake, dataset: str) -> tuple[tuple[str, timedelta], ...]:
    """The drafts of a table that are not published: branch, and for how long nobody has touched it."""
    metadata = lake.table(dataset).metadata
    return tuple((name, branches.age(metadata, name)) for name in branches.audits(metadata))
