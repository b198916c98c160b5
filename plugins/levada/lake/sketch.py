"""A sketch of a table: its columns, partitions and order, in a folder and in no catalogue.

Whoever writes Iceberg tables writes into one without rows, and so makes data files of the real table: with its field
ids, where its data files lie. A column that is only staged is there, which no branch of the real table has."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from uuid import UUID, uuid4

from pyiceberg.manifest import DataFile
from pyiceberg.schema import Schema
from pyiceberg.table import StaticTable, TableProperties, Transaction
from pyiceberg.table import Table as IcebergTable
from pyiceberg.table.metadata import TableMetadata, TableMetadataV2
from pyiceberg.table.refs import MAIN_BRANCH, SnapshotRef
from pyiceberg.table.sorting import UNSORTED_SORT_ORDER, SortOrder

from levada.lake.files import live
from levada.lake.layout import sort_order
from levada.plan.tables import Table

HINT = "version-hint.text"


def sketched(view: IcebergTable, table: Table, number: UUID, folder: Path) -> None:
    """Make a sketch without rows in a folder. Its data files will have the number in their paths."""
    _keep(_blank(view, sort_order(table, view.schema()), folder, f"{data_folder(view)}/{number}"), folder)


def holding(view: IcebergTable, files: Iterable[DataFile], folder: Path) -> None:
    """Make a sketch that has the rows of some of a table's data files: to be read only."""
    blank = _blank(view, UNSORTED_SORT_ORDER, folder, data_folder(view))
    begun = Transaction(IcebergTable(view.name(), blank, "", view.io, view.catalog))
    append = begun.update_snapshot().fast_append()
    for file in files:
        append.append_data_file(file)
    append.commit()
    _keep(begun.table_metadata, folder)


def pinned(table: IcebergTable, snapshot_id: int, schema: Schema, folder: Path) -> None:
    """Make a sketch that has the rows of one snapshot of a table, seen through a schema: to be read only."""
    snapshot = table.snapshot_by_id(snapshot_id)
    kept = {
        "location": f"file://{folder}",
        "current_snapshot_id": snapshot_id,
        "snapshots": [snapshot],
        "refs": {MAIN_BRANCH: SnapshotRef.model_validate({"snapshot-id": snapshot_id, "type": "branch"})},
        "snapshot_log": [],
        "metadata_log": [],
        "statistics": [],
        "partition_statistics": [],
        "current_schema_id": schema.schema_id,
    }
    _keep(table.metadata.model_copy(update=kept), folder)


def _blank(view: IcebergTable, order: SortOrder, folder: Path, data: str) -> TableMetadataV2:
    """A table's metadata without a snapshot. `data`: where its files will lie."""
    kept = view.metadata
    order = order if order.fields else UNSORTED_SORT_ORDER
    return TableMetadataV2.model_validate(
        {
            "location": f"file://{folder}",
            "table-uuid": uuid4(),
            "last-updated-ms": int(time.time() * 1000),
            "last-column-id": kept.last_column_id,
            "schemas": [view.schema()],
            "current-schema-id": view.schema().schema_id,
            "partition-specs": kept.partition_specs,
            "default-spec-id": kept.default_spec_id,
            "last-partition-id": kept.last_partition_id,
            "sort-orders": [order],
            "default-sort-order-id": order.order_id,
            "properties": kept.properties | {TableProperties.WRITE_DATA_PATH: data},
        }
    )


def _keep(metadata: TableMetadata, folder: Path) -> None:
    """As Hadoop's catalogues keep tables."""
    (folder / "metadata").mkdir(parents=True, exist_ok=True)
    (folder / "metadata" / "v1.metadata.json").write_text(metadata.model_dump_json(), encoding="utf-8")
    (folder / "metadata" / HINT).write_text("1", encoding="utf-8")


def drawn(folder: Path) -> Iterator[DataFile]:
    """The data files that a sketch has got."""
    version = (folder / "metadata" / HINT).read_text(encoding="utf-8").strip()
    made = StaticTable.from_metadata(f"file://{folder}/metadata/v{version}.metadata.json")
    if snapshot := made.current_snapshot():
        yield from live(made, snapshot.snapshot_id)


def data_folder(view: IcebergTable) -> str:
    """Where a table's data files lie."""
    return view.properties.get(TableProperties.WRITE_DATA_PATH, f"{view.location().rstrip('/')}/data").rstrip("/")
