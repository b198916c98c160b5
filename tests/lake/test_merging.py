"""Rows that arrive replace those with their key; everything else stays where it is."""

import json
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from levada.errors import Permanent
from levada.lake import ledger
from levada.lake.catalogue import Lake
from levada.lake.drafts import Writer
from levada.lake.publication import publish, published
from levada.lake.reading import readable
from levada.plan.tables import Column, PartitionField, SortField, Table
from tests.lake.bench import branches, compact, load, mark, never, seen

NAME = "raw.stock"
MERGED = Table(
    NAME,
    (Column("shop", "string"), Column("item", "long"), Column("stored", "double")),
    strategy="merge",
    unique_key=("shop", "item"),
)
ALL = "shop, item, stored"

Row = tuple[str | None, int | None, float | None]


def stock(*rows: Row) -> pa.Table:
    kinds = {"shop": pa.string(), "item": pa.int64(), "stored": pa.float64()}
    columns = list(zip(*rows, strict=True)) if rows else [[], [], []]
    return pa.table([pa.array(values, kind) for values, kind in zip(columns, kinds.values(), strict=True)], [*kinds])


def put(lake: Lake, *rows: Row, run: str = "r", table: Table = MERGED) -> int:
    """Publish rows; how many of them came."""
    return load(lake, table, stock(*rows).to_reader(), mark(run)).rows


def files(lake: Lake) -> set[str]:
    rows = readable(lake, NAME, published(lake, NAME))
    return set(rows.files) if rows else set()


def test_known_keys_are_replaced_and_new_ones_added(lake: Lake) -> None:
    put(lake, ("a", 1, 1), ("a", 2, 2), ("b", 1, 3), run="first")
    assert put(lake, ("a", 2, 20), ("c", 9, 9), run="second") == 2
    assert seen(lake, NAME, ALL) == [("a", 1, 1), ("a", 2, 20), ("b", 1, 3), ("c", 9, 9)]


def test_rows_that_are_as_before_rewrite_nothing(lake: Lake) -> None:
    put(lake, ("a", 1, 1), ("a", 2, None), run="first")
    before = files(lake)
    assert put(lake, ("a", 2, None), ("a", 1, 1), run="second") == 0
    assert files(lake) == before


def test_a_file_without_a_changed_row_stays(lake: Lake) -> None:
    put(lake, ("a", 1, 1), ("b", 5, 5), run="first")
    (first,) = files(lake)
    put(lake, ("a", 2, 2), ("b", 3, 3), run="second")
    put(lake, ("a", 2, 20), ("b", 5, 5), run="third")
    assert first in files(lake)
    assert seen(lake, NAME, ALL) == [("a", 1, 1), ("a", 2, 20), ("b", 3, 3), ("b", 5, 5)]


def test_a_row_may_move_to_another_partition(lake: Lake) -> None:
    table = replace(MERGED, unique_key=("item",), partitioning=(PartitionField("shop", "identity"),))
    put(lake, ("a", 1, 1), ("b", 2, 2), run="first", table=table)
    put(lake, ("b", 1, 1), run="second", table=table)
    assert seen(lake, NAME, ALL) == [("b", 1, 1), ("b", 2, 2)]


def test_a_new_column_is_filled_for_the_rows_that_arrive(lake: Lake) -> None:
    put(lake, ("a", 1, 1), ("a", 2, 2), run="first")
    wider = replace(MERGED, columns=(*(MERGED.columns or ()), Column("note", "string")))
    rows = stock(("a", 2, 2)).append_column("note", pa.array(["new"]))
    load(lake, wider, rows.to_reader(), mark("second"))
    assert seen(lake, NAME, "item, note") == [(1, None), (2, "new")]


def test_every_row_of_a_key_that_stands_there_twice_goes(lake: Lake) -> None:
    put(lake, ("a", 1, 1), ("a", 1, 2), run="first", table=replace(MERGED, strategy="append", unique_key=()))
    put(lake, ("a", 1, 1), run="second")
    assert seen(lake, NAME, ALL) == [("a", 1, 1)]


def test_a_key_that_is_null_in_the_table_is_nobody_s(lake: Lake) -> None:
    put(lake, ("a", None, 1), run="first", table=replace(MERGED, strategy="append", unique_key=()))
    put(lake, ("a", 1, 2), run="second")
    assert seen(lake, NAME, ALL) == [("a", 1, 2), ("a", None, 1)]


def test_no_rows_publish_an_empty_snapshot(lake: Lake) -> None:
    put(lake, ("a", 1, 1), run="first")
    before = published(lake, NAME)
    assert put(lake, run="second") == 0
    assert published(lake, NAME) != before


@pytest.mark.parametrize("strategy", ["merge", "delete+insert"])
def test_null_keys_are_refused_with_examples(lake: Lake, strategy: str) -> None:
    table = replace(MERGED, strategy=strategy)  # type: ignore[arg-type]
    with pytest.raises(Permanent, match=r"without a whole key \(shop, item\): 2") as refused:
        put(lake, ("a", 1, 1), ("b", None, 2), (None, 3, 3), table=table)
    assert str(refused.value).splitlines()[1:] == [
        '    {"shop":"b","item":null,"stored":2.0}',
        '    {"shop":null,"item":3,"stored":3.0}',
    ]


def test_examples_do_not_show_what_only_some_may_see(lake: Lake) -> None:
    shop, item, stored = MERGED.columns or ()
    table = replace(MERGED, columns=(replace(shop, guarded=True), item, stored))
    with pytest.raises(Permanent) as refused:
        put(lake, ("b", None, 2), table=table)
    (row,) = str(refused.value).splitlines()[1:]
    assert json.loads(row) == {"shop": "***", "item": None, "stored": 2.0}


def test_examples_of_any_type_can_be_shown(lake: Lake) -> None:
    columns = (Column("k", "uuid"), Column("b", "binary"), Column("d", "double"))
    table = replace(MERGED, columns=columns, unique_key=("k",))
    arrays = [pa.array([None], pa.uuid()), pa.array([b"\xff\x00"]), pa.array([float("nan")])]
    rows = pa.table(arrays, ["k", "b", "d"])
    with pytest.raises(Permanent, match=r"without a whole key \(k\): 1"):
        load(lake, table, rows.to_reader(), mark())


def test_keys_that_stand_in_several_rows_are_refused_with_examples(lake: Lake) -> None:
    with pytest.raises(Permanent, match=r"keys \(shop, item\) that stand in several.*: 1\. .*`order_by`") as refused:
        put(lake, ("a", 1, 1), ("b", 1, 2), ("a", 1, 1))
    assert str(refused.value).splitlines()[1:] == ['    {"shop":"a","item":1}']


def test_of_rows_with_one_key_the_last_by_the_order_stays(lake: Lake) -> None:
    table = replace(MERGED, order_by=(SortField("stored"),))
    assert put(lake, ("a", 1, 3), ("a", 1, None), ("a", 1, 5), ("a", 1, 4), ("b", 1, 0), table=table) == 2
    assert seen(lake, NAME, ALL) == [("a", 1, 5), ("b", 1, 0)]


def test_an_order_may_be_turned_round(lake: Lake) -> None:
    put(lake, ("a", 1, 3), ("a", 1, 5), table=replace(MERGED, order_by=(SortField("stored", descending=True),)))
    assert seen(lake, NAME, ALL) == [("a", 1, 3)]


def test_of_equal_last_rows_one_stays(lake: Lake) -> None:
    table = replace(MERGED, order_by=(SortField("stored"),))
    put(lake, ("a", 1, 3), ("a", 1, 5), ("a", 1, 5), table=table)
    assert seen(lake, NAME, ALL) == [("a", 1, 5)]


def test_an_order_that_decides_nothing_is_refused(lake: Lake) -> None:
    table = replace(MERGED, unique_key=("shop",), order_by=(SortField("stored"),))
    with pytest.raises(Permanent, match="Several rows are the last by stored"):
        put(lake, ("a", 1, 5), ("a", 2, 5), table=table)


def test_a_key_that_is_no_column_is_refused(lake: Lake) -> None:
    with pytest.raises(Permanent, match=r"no column shelf to merge by: there are shop, item, stored"):
        put(lake, ("a", 1, 1), table=replace(MERGED, unique_key=("shelf",)))


def test_rows_may_repeat_a_key_that_is_deleted_and_inserted(lake: Lake) -> None:
    table = replace(MERGED, strategy="delete+insert", unique_key=("shop",))
    put(lake, ("a", 1, 1), ("a", 2, 2), ("b", 1, 1), run="first", table=table)
    assert put(lake, ("a", 7, 7), ("a", 7, 7), run="second", table=table) == 2
    assert seen(lake, NAME, ALL) == [("a", 7, 7), ("a", 7, 7), ("b", 1, 1)]


@pytest.mark.parametrize("strategy", ["merge", "delete+insert"])
def test_who_was_overtaken_merges_again(lake: Lake, strategy: str) -> None:
    table = replace(MERGED, strategy=strategy)  # type: ignore[arg-type]
    put(lake, ("a", 1, 1), ("a", 2, 2), run="first", table=table)
    writer = Writer(lake, mark("mine"))
    draft = writer.write(table, stock(("a", 1, 10)).to_reader())
    put(lake, ("a", 1, 100), ("a", 3, 3), run="theirs", table=table)
    again = lambda: writer.write(table, stock(("a", 1, 10)).to_reader())  # noqa: E731
    publish(lake, table, draft, mark("mine"), (), lambda draft: (), again)
    assert seen(lake, NAME, ALL) == [("a", 1, 10), ("a", 2, 2), ("a", 3, 3)]
    assert branches(lake, NAME) == ["main"]


@pytest.mark.parametrize("strategy", ["merge", "delete+insert"])
def test_new_keys_are_not_written_again_when_others_have_brought_other_ones(lake: Lake, strategy: str) -> None:
    table = replace(MERGED, strategy=strategy)  # type: ignore[arg-type]
    put(lake, ("a", 1, 1), run="first", table=table)
    draft = Writer(lake, mark("mine")).write(table, stock(("a", 5, 5), ("b", 6, 6)).to_reader())
    put(lake, ("a", 2, 2), ("b", 3, 3), run="theirs", table=table)
    publish(lake, table, draft, mark("mine"), (), lambda draft: (), never)
    assert seen(lake, NAME, "item") == [1, 2, 3, 5, 6]


def test_who_has_replaced_rows_merges_again_wherever_others_have_been(lake: Lake) -> None:
    put(lake, ("a", 1, 1), run="first")
    writer = Writer(lake, mark("mine"))
    draft = writer.write(MERGED, stock(("a", 1, 10)).to_reader())
    put(lake, ("b", 3, 3), run="theirs")
    again = lambda: writer.write(MERGED, stock(("a", 1, 10)).to_reader())  # noqa: E731
    publish(lake, MERGED, draft, mark("mine"), (), lambda draft: (), again)
    assert seen(lake, NAME, ALL) == [("a", 1, 10), ("b", 3, 3)]


def test_the_same_files_are_merged_once_and_a_changed_one_anew(lake: Lake) -> None:
    old, new = mark("a", file=("a.csv", "1"), code="1"), mark("b", file=("a.csv", "2"), code="2")
    load(lake, MERGED, stock(("a", 1, 1)).to_reader(), old)
    assert ledger.admit(ledger.read(lake, NAME), MERGED, mark("c", file=("a.csv", "1"), code="other"))
    known = ledger.read(lake, NAME)
    assert ledger.admit(known, MERGED, old)
    assert ledger.admit(known, MERGED, new) == ()
    load(lake, MERGED, stock(("a", 1, 2)).to_reader(), new)
    assert [entry.run for entry in ledger.read(lake, NAME).entries] == ["b"]


def test_a_file_that_is_again_what_it_was_is_merged_again(lake: Lake) -> None:
    """What came of it was replaced meanwhile: that it was merged once says nothing."""
    old, new = mark("a", file=("a.csv", "1"), code="1"), mark("b", file=("a.csv", "2"), code="2")
    load(lake, MERGED, stock(("a", 1, 1)).to_reader(), old)
    load(lake, MERGED, stock(("a", 1, 2)).to_reader(), new)
    assert ledger.admit(ledger.read(lake, NAME), MERGED, old) == ()


def test_rows_wait_in_the_scratch_and_leave_nothing_there(lake: Lake, tmp_path: Path) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    Writer(lake, mark(), scratch).write(MERGED, stock(("a", 1, 1)).to_reader())
    assert list(scratch.iterdir()) == []


def test_a_rewrite_by_another_tool_is_merged_over(lake: Lake) -> None:
    put(lake, ("a", 1, 1), run="first")
    put(lake, ("b", 1, 1), run="second")
    writer = Writer(lake, mark("mine"))
    draft = writer.write(MERGED, stock(("a", 1, 2)).to_reader())
    compact(lake, NAME)
    again = lambda: writer.write(MERGED, stock(("a", 1, 2)).to_reader())  # noqa: E731
    publish(lake, MERGED, draft, mark("mine"), (), lambda draft: (), again)
    assert seen(lake, NAME, ALL) == [("a", 1, 2), ("b", 1, 1)]
