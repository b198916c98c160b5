"""Letting readers see a snapshot, by whatever name they read the table."""

from collections.abc import Mapping

from pyiceberg.table import Table
from pyiceberg.table.refs import MAIN_BRANCH

from levada.lake import views
from levada.lake.ancestry import reference, schema_of
from levada.lake.catalogue import Lake
from levada.lake.moving import NOTHING, move
from levada.names import plain


def show(
    lake: Lake, table: Table, to: int, ledger: str | None, branch: str = "", properties: Mapping[str, str] = NOTHING
) -> None:
    """Move what readers follow, as `move` says; what they read as a view gets its columns.

    Columns that go, go before; columns that come, come after: in between, readers see fewer columns, and always rows of
    one published state. Of a column whose type changes, the same.

    Raises:
        CommitFailedException: somebody was faster."""
    if reference(table.metadata) == MAIN_BRANCH:
        move(lake, table, to, ledger, branch, properties)
        return
    dataset, schema = plain(".".join(table.name())), schema_of(table.metadata, to)
    if schema is not None:
        views.before(lake, dataset, schema)
    move(lake, table, to, ledger, branch, properties)
    views.after(lake, dataset)


def settle(lake: Lake, dataset: str) -> None:
    """Do what a publication that was killed has left undone: the columns of a view."""
    table = lake.load(dataset)
    if table is not None and reference(table.metadata) != MAIN_BRANCH:
        views.after(lake, dataset)
