"""Rows of an unpartitioned table become files piece by piece."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pyarrow as pa
import pytest
from pyiceberg.io.pyarrow import _dataframe_to_data_files

from levada.errors import Permanent
from levada.lake import writing
from levada.lake.catalogue import Lake
from levada.lake.drafts import Writer
from levada.lake.files import live
from levada.plan.tables import Column, PartitionField, Table
from tests.lake.bench import load, mark, parquet, seen

ODD = Table("raw.odd", (Column("id", "long"), Column("a b", "string"), Column("d", "decimal(9, 2)")))


def rows(first: int, last: int) -> pa.Table:
    numbers = range(first, last)
    texts, exact = pa.array([f"x{n}" for n in numbers], pa.string()), [Decimal(n) for n in numbers]
    return pa.table({"id": pa.array(numbers, pa.int64()), "a b": texts, "d": pa.array(exact, pa.decimal128(9, 2))})


def pieces(*tables: pa.Table) -> pa.RecordBatchReader:
    return pa.RecordBatchReader.from_batches(tables[0].schema, [b for each in tables for b in each.to_batches()])


def test_pieces_are_the_row_groups_of_a_file(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "PIECE", 1)
    done = load(lake, ODD, pieces(rows(0, 3), rows(3, 5)), mark())
    (file,) = live(lake.table(ODD.name), done.snapshot)
    assert (parquet(lake, file.file_path, ODD.name).num_row_groups, file.record_count) == (2, 5)
    assert seen(lake, ODD.name) == [0, 1, 2, 3, 4]


def test_a_file_is_closed_when_it_is_as_long_as_the_table_says(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "PIECE", 1)
    short = replace(ODD, properties=(("write.target-file-size-bytes", "100"),))
    done = load(lake, short, pieces(*(rows(n, n + 2) for n in range(0, 8, 2))), mark())
    assert len(list(live(lake.table(ODD.name), done.snapshot))) > 1
    assert seen(lake, ODD.name) == list(range(8))


def test_a_file_s_statistics_are_those_of_pyiceberg_s_own_writer(lake: Lake) -> None:
    done = load(lake, ODD, pieces(rows(0, 9)), mark())
    table = lake.table(ODD.name)
    (ours,) = live(table, done.snapshot)
    (theirs,) = _dataframe_to_data_files(table.metadata, rows(0, 9), table.io, uuid4())
    for what in ("lower_bounds", "upper_bounds", "value_counts", "null_value_counts", "record_count"):
        assert getattr(ours, what) == getattr(theirs, what), what


def test_rows_that_end_in_an_error_leave_no_draft_and_no_thread(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "PIECE", 1)

    def broken() -> Iterator[pa.RecordBatch]:
        yield from rows(0, 3).to_batches()
        yield from rows(3, 6).to_batches()
        raise Permanent("line 7")

    reader = pa.RecordBatchReader.from_batches(rows(0, 1).schema, broken())
    with pytest.raises(Permanent, match="line 7"):
        Writer(lake, mark()).write(ODD, reader)


def test_no_rows_are_no_file(lake: Lake) -> None:
    done = load(lake, ODD, pieces(rows(0, 0)), mark())
    assert list(live(lake.table(ODD.name), done.snapshot)) == []


@pytest.mark.parametrize("layout", [{}, {"partitioning": (PartitionField("x", "identity"),)}], ids=["rolled", "parted"])
def test_what_is_inside_may_be_called_anything(lake: Lake, layout: dict[str, Any]) -> None:
    inside = [{"y z": ["a"], "é": {"1st": 1}}, None]
    rows = pa.table({"x": [1, 1], "s": inside})
    load(lake, table := Table("raw.named", **layout), rows.to_reader(), mark())
    assert lake.table(table.name).scan().to_arrow().column("s").to_pylist() == inside
