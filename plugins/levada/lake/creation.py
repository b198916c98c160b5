"""Making a table: registered, then given an empty first snapshot, because only from a snapshot can a branch be made."""

from contextlib import suppress

from pyiceberg.exceptions import NamespaceAlreadyExistsError, TableAlreadyExistsError
from pyiceberg.schema import Schema
from pyiceberg.table import Table as IcebergTable

from levada.lake.ancestry import main
from levada.lake.beginning import anew
from levada.lake.catalogue import Lake
from levada.lake.layout import partition_spec, sort_order
from levada.lake.marks import EVENT_TIME, GUARDED
from levada.lake.races import retried
from levada.names import namespace
from levada.plan.tables import Table

PROPERTIES = {"commit.retry.num-retries": "20", "commit.manifest-merge.enabled": "true"}
"""What every table has: others' commits retry often enough, appends do not pile up manifests."""


def ensured(lake: Lake, table: Table, schema: Schema) -> IcebergTable:
    """The table, made if it is not there, or made for what was wanted before and never filled. Of two processes that
    make it at once, the slower takes the other's."""

    def attempt() -> IcebergTable:
        made = lake.load(table.name) or _made(lake, table, schema)
        if main(made.metadata) is None:
            with made.transaction() as begun, begun.update_snapshot().fast_append():
                pass
            made = made.refresh()
        if other := anew(made, table, schema, properties(table)):
            lake.commit(other)
            made = lake.table(table.name)
        return made

    return retried(table.name, attempt)


def properties(table: Table) -> dict[str, str]:
    """What a table says about itself: the spec's words, by which column intervals are told, and that there are columns
    of which only some may see the values, for those who read it without its contract."""
    guarded = {GUARDED: "true"} if any(column.guarded for column in table.columns or ()) else {}
    return dict(table.properties) | guarded | ({EVENT_TIME: table.event_time} if table.event_time else {})


def _made(lake: Lake, table: Table, schema: Schema) -> IcebergTable:
    with suppress(NamespaceAlreadyExistsError):
        lake.catalog.create_namespace(namespace(table.name))
    try:
        return lake.catalog.create_table(
            table.name,
            schema,
            partition_spec=partition_spec(table, schema),
            sort_order=sort_order(table, schema),
            properties=PROPERTIES | properties(table),
        )
    except TableAlreadyExistsError:
        return lake.table(table.name)
