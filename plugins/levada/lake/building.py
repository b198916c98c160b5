"""Tables that another engine builds: `main` is where it works, readers follow the tag `published`.

A build begins with what readers see, or with a state before it; what is built becomes a draft, or nothing."""

from collections.abc import Callable, Mapping

from pyiceberg.table import Table as IcebergTable
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.refs import MAIN_BRANCH
from pyiceberg.table.snapshots import Snapshot
from pyiceberg.table.update import TableUpdate
from pyiceberg.table.update.snapshot import ManageSnapshots

from levada.errors import Permanent, Retryable
from levada.lake import marks, protocol
from levada.lake.ancestry import ancestors, head, schema_of
from levada.lake.catalogue import Lake
from levada.lake.draft import snapshot_marks
from levada.lake.races import retried

BIRTH = "levada_birth"

Mine = Callable[[Mapping[str, str]], bool]
"""Whether a snapshot, by what its summary says, was made by the build that is asked about."""


def adopted(lake: Lake, dataset: str, properties: Mapping[str, str]) -> IcebergTable | None:
    """The table that is built for a dataset, made one whose readers follow `published`; None where there is none yet.

    Until a first publication they see an empty table. `properties`: what else it shall say of itself.

    Raises:
        Permanent: the dataset's name is taken by a table that was not built so.
    """
    if lake.catalog.table_exists(dataset):
        raise Permanent(
            f"{dataset} is a table that was written by another engine: this one builds {dataset} beside it, and shows "
            f"it as a view of that name. Give the dataset another name, or drop the table"
        )

    def attempt() -> IcebergTable | None:
        table = lake.build(dataset)
        return table if table is None or marks.REFERENCE in table.properties else _born(table, properties)

    return retried(dataset, attempt)


def _born(table: IcebergTable, properties: Mapping[str, str]) -> IcebergTable:
    """An empty snapshot is what readers see of a table in which something was built, and nothing published."""
    transaction = table.transaction()
    producer = transaction.update_snapshot({marks.LAYOUT: layout(table.metadata)}, BIRTH).fast_append()
    producer.commit()
    refs = ManageSnapshots(transaction).create_tag(producer.snapshot_id, marks.PUBLISHED)
    refs.remove_branch(BIRTH).commit()
    transaction.set_properties({marks.REFERENCE: marks.PUBLISHED, **properties})
    return transaction.commit_transaction()


def begin(lake: Lake, dataset: str, snapshot_id: int) -> None:
    """Let a build begin with a snapshot: what an earlier one has left on `main` without being published is not there.

    Raises:
        Retryable: others kept committing.
    """

    def attempt() -> None:
        table = lake.table(dataset)
        if (now := head(table.metadata, MAIN_BRANCH)) != snapshot_id:
            required = (protocol.same_table(table.metadata), protocol.stands_at(MAIN_BRANCH, now))
            lake.catalog.commit_table(table, required, tuple(brought_back(table.metadata, snapshot_id)))

    retried(dataset, attempt)


def brought_back(metadata: TableMetadata, snapshot_id: int) -> list[TableUpdate]:
    """`main`, columns, partitions and order as they were with a snapshot."""
    changes = [protocol.point(metadata, MAIN_BRANCH, snapshot_id)]
    schema = schema_of(metadata, snapshot_id)
    if schema is not None and schema.schema_id != metadata.current_schema_id:
        changes.append(protocol.use_schema(schema.schema_id))
    said = next((snapshot_marks(s) for s in metadata.snapshots if s.snapshot_id == snapshot_id), {})
    if marks.LAYOUT in said and said[marks.LAYOUT] != layout(metadata):
        changes += protocol.lay_out(*map(int, said[marks.LAYOUT].split()))
    return changes


def layout(metadata: TableMetadata) -> str:
    """The numbers of a table's partitioning and order, which a snapshot keeps of the time when it was made."""
    return f"{metadata.default_spec_id} {metadata.default_sort_order_id}"


def since(metadata: TableMetadata, began: int, mine: Mine) -> tuple[Snapshot, ...]:
    """What a build has added to `main`, newest first: back to where it began, or to where it replaced the table.

    Raises:
        Retryable: there are snapshots of others among them.
    """
    line: list[Snapshot] = []
    for snapshot in ancestors(metadata, head(metadata, MAIN_BRANCH)):
        if snapshot.snapshot_id == began:
            break
        if not mine(snapshot_marks(snapshot)):
            raise Retryable(
                f"another run has built the same table meanwhile (snapshot {snapshot.snapshot_id} is not of this "
                f"build): try again"
            )
        line.append(snapshot)
    return tuple(line)
