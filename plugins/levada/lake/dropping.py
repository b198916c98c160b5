"""Columns that a table may not lose, whatever arrives: its partitions, order, intervals and keys stand on them."""

from collections.abc import Iterable, Iterator

from pyiceberg.table.metadata import TableMetadata

from levada.errors import Permanent
from levada.lake.marks import EVENT_TIME
from levada.plan.tables import Table


def refuse_drops(table: Table, metadata: TableMetadata, gone: Iterable[str]) -> None:
    """Let columns go on which nothing stands.

    Raises:
        Permanent: the others, all of them named, and what stands on each.
    """
    names = {field.field_id: field.name for field in metadata.schema().fields}
    needed: dict[str, str] = {}
    for name, why in _needed(table, metadata, names):
        needed.setdefault(name, why)
    if problems := [f"column {name} no longer arrives, and {needed[name]}" for name in gone if name in needed]:
        raise Permanent(
            f"{table.name}: {'; '.join(problems)}. Such a column is not dropped: let it arrive again, promise it in "
            f"the contract (it is null then), or give the dataset another name"
        )


def _needed(table: Table, metadata: TableMetadata, names: dict[int, str]) -> Iterator[tuple[str, str]]:
    """Columns, and what stands on them: partitions of files as they were ever written, too."""
    for spec in metadata.partition_specs:
        yield from ((names.get(field.source_id, ""), "the table is partitioned by it") for field in spec.fields)
    for order in metadata.sort_orders:
        yield from ((names.get(field.source_id, ""), "the table is sorted by it") for field in order.fields)
    yield from ((names.get(number, ""), "it identifies rows") for number in metadata.schema().identifier_field_ids)
    yield from ((name, "it identifies rows") for name in table.unique_key)
    yield from ((field.column, "the table is sorted by it") for field in table.sort_order)
    for column in (table.event_time, metadata.properties.get(EVENT_TIME)):
        yield column or "", "intervals go by it (event_time)"
