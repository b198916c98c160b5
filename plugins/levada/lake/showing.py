"""Letting readers see a snapshot, by whatever name they read the table."""

from pyiceberg.table import Table
from pyiceberg.table.refs import MAIN_BRANCH

from levada.lake import views
from levada.lake.ancestry import reference, schema_of
from levada.lake.catalogue import Lake
from levada.lake.commits import Commit
from levada.names import plain


def show(lake: Lake, *commits: Commit) -> None:
    """Move what readers follow, all of it or none; what they read as views gets its columns.

    Columns that go, go before; columns that come, come after: in between, readers see fewer columns, and always rows of
    one published state. Of a column whose type changes, the same.

    Raises:
        CommitFailedException: somebody was faster.
        NotTogether: the catalogue takes one table at a time."""
    built = [commit for commit in commits if _is_built(commit.table)]
    for commit in built:
        if (schema := schema_of(commit.table.metadata, commit.shows)) is not None:
            views.before(lake, _dataset(commit.table), schema)
    lake.commit(*commits)
    for commit in built:
        views.after(lake, _dataset(commit.table))


def settle(lake: Lake, dataset: str) -> None:
    """Do what a publication that was killed has left undone: the columns of a view."""
    table = lake.load(dataset)
    if table is not None and _is_built(table):
        views.after(lake, dataset)


def _is_built(table: Table) -> bool:
    return reference(table.metadata) != MAIN_BRANCH


def _dataset(table: Table) -> str:
    return plain(".".join(table.name()))
