"""Letting readers see a snapshot, by whatever name they read the table."""

from pyiceberg.table import Table
from pyiceberg.table.refs import MAIN_BRANCH

from levada.lake import views
from levada.lake.ancestry import reference, schema_of
from levada.lake.catalogue import Lake
from levada.lake.moving import Move, move
from levada.lake.races import retried
from levada.names import plain


def show(lake: Lake, *moves: Move) -> None:
    """Move what readers follow, in one commit; what they read as a view gets its columns.

    Columns that go, go before; columns that come, come after: in between, readers see fewer columns, and always rows of
    one published state. Of a column whose type changes, the same.

    Raises:
        CommitFailedException: somebody was faster.
        NotTogether: the catalogue takes one table at a time."""
    seen_as_views = [each for each in moves if reference(each.table.metadata) != MAIN_BRANCH]
    for each in seen_as_views:
        if (schema := schema_of(each.table.metadata, each.to)) is not None:
            views.before(lake, _dataset(each.table), schema)
    move(lake, *moves)
    for each in seen_as_views:
        _finish(lake, _dataset(each.table))


def _dataset(table: Table) -> str:
    return plain(".".join(table.name()))


def settle(lake: Lake, dataset: str) -> None:
    """Do what a publication has left undone that was killed, or never heard that it had succeeded: a view's columns.

    Raises:
        Retryable, Permanent: the catalogue does not let it, for now or at all."""
    table = lake.load(dataset)
    if table is not None and reference(table.metadata) != MAIN_BRANCH:
        _finish(lake, dataset)


def _finish(lake: Lake, dataset: str) -> None:
    """Asked for again by itself: whoever tries the whole again finds the rows published, and nothing left to do."""
    retried(dataset, lambda: views.after(lake, dataset))
