"""A table that two make at once. Some catalogues let both, and keep the later one."""

from dataclasses import replace
from typing import Any

import pyarrow as pa
import pytest

from levada.errors import Permanent
from levada.lake import creation
from levada.lake.catalogue import Lake
from levada.lake.drafts import Writer
from levada.plan.tables import Column, PartitionField, SortField, Table
from tests.lake.bench import EVENTS, NAME, branches, events, load, mark, seen

CORRECTED = replace(
    EVENTS,
    columns=(Column("what", "int"), Column("id", "long"), Column("at", "timestamptz"), Column("more", "string")),
    partitioning=(PartitionField("at", "day"), PartitionField("what", "bucket[4]")),
    sort_order=(SortField("id", True),),
)
ROWS = pa.table({
    "what": pa.array([7], pa.int32()), "id": pa.array([1], pa.int64()),
    "at": events((1, 0)).read_all()["at"], "more": ["x"],
})  # fmt: skip


def corrected(lake: Lake) -> None:
    load(lake, CORRECTED, ROWS.to_reader(), mark("corrected"))
    table = lake.table(NAME)
    assert [(field.name, str(field.field_type)) for field in table.schema().fields] == [
        ("what", "int"), ("id", "long"), ("at", "timestamptz"), ("more", "string"),
    ]  # fmt: skip
    assert [str(field.transform) for field in table.spec().fields] == ["day", "bucket[4]"]
    assert len(table.sort_order().fields) == 1
    assert table.scan().to_arrow().to_pylist() == ROWS.to_pylist()


def test_what_was_never_filled_may_be_corrected(lake: Lake) -> None:
    Writer(lake, mark("refused")).write(EVENTS, events((1, 0)))
    before = lake.table(NAME).metadata
    corrected(lake)
    after = lake.table(NAME)
    assert (after.metadata.table_uuid, after.schema().find_field("id").field_id) == (
        before.table_uuid, before.schema().find_field("id").field_id,
    )  # fmt: skip
    assert after.schema().find_field("what").field_id > before.last_column_id
    load(lake, CORRECTED, ROWS.to_reader(), mark("again"))
    assert seen(lake) == [1, 1]


def test_what_was_corrected_and_corrected_back_is_as_it_was(lake: Lake) -> None:
    other = replace(CORRECTED, partitioning=CORRECTED.partitioning[:1])
    for table, rows in ((EVENTS, events((1, 0))), (other, ROWS.to_reader()), (EVENTS, events((1, 0)))):
        Writer(lake, mark(table.partitioning[0].transform)).write(table, rows)
    assert [field.name for field in lake.table(NAME).schema().fields] == ["id", "at", "what"]
    load(lake, EVENTS, events((1, 0)), mark())
    assert (seen(lake), lake.table(NAME).metadata.default_spec_id) == ([1], 0)


@pytest.mark.parametrize("rows", [events((1, 0)), events()], ids=["some", "none"])
def test_what_was_filled_is_left_as_it_is_be_it_with_nothing(lake: Lake, rows: pa.RecordBatchReader) -> None:
    load(lake, EVENTS, rows, mark())
    with pytest.raises(Permanent, match="partitioned by month"):
        Writer(lake, mark("other")).write(CORRECTED, ROWS.to_reader())


def test_the_column_by_which_it_is_partitioned_stays_what_it_is(lake: Lake) -> None:
    Writer(lake, mark("refused")).write(EVENTS, events((1, 0)))
    dated = replace(EVENTS, columns=(Column("id", "long"), Column("at", "date"), Column("what", "string")))
    rows = pa.table({"id": [1], "at": pa.array([0], pa.date32()), "what": ["x"]})
    with pytest.raises(Permanent, match="column at was timestamptz and is now date"):
        Writer(lake, mark("other")).write(dated, rows.to_reader())


def test_the_one_that_the_catalogue_has_kept_is_taken(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    making = creation._made

    def overtaken(lake: Lake, table: Table, schema: Any) -> Any:
        monkeypatch.setattr(creation, "_made", making)
        mine = making(lake, table, schema)
        lake.catalog.drop_table(NAME)
        making(lake, table, schema)
        return mine

    monkeypatch.setattr(creation, "_made", overtaken)
    load(lake, EVENTS, events((1, 0)), mark())
    assert seen(lake) == [1]
    assert branches(lake) == ["main"]
