"""Columns: what a table takes in, what it gains, and what it refuses by name."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID

import pyarrow as pa
import pytest
from pyiceberg.types import StringType

from levada.errors import Permanent
from levada.lake.catalogue import Lake
from levada.lake.drafts import Writer
from levada.lake.publication import publish, rollback
from levada.plan.tables import Column, SchemaChange, Table
from tests.lake.bench import EVENTS, NAME, branches, events, load, mark, never, seen

NUMBERS = Table("raw.numbers", (Column("n", "int"),))
FREE = Table("raw.free", None)
NOTED = replace(EVENTS, columns=(*(EVENTS.columns or ()), Column("note", "string")))


def noted(number: int) -> pa.RecordBatchReader:
    return events((number, 0)).read_all().append_column("note", pa.array(["n"])).to_reader()


def test_without_a_contract_the_first_rows_say_the_columns(lake: Lake) -> None:
    rows = pa.table({"at": pa.array([datetime(2024, 1, 1)], pa.timestamp("ns")), "n": pa.array([1], pa.uint8()),
                     "day": [date(2024, 1, 1)], "who": pa.array(["a"]).dictionary_encode()})  # fmt: skip
    load(lake, FREE, rows.to_reader(), mark())
    types = {field.name: str(field.field_type) for field in lake.table(FREE.name).schema().fields}
    assert types == {"at": "timestamp", "n": "int", "day": "date", "who": "string"}
    assert seen(lake, FREE.name, "n") == [1]


def test_columns_that_capitals_alone_tell_apart_are_refused(lake: Lake) -> None:
    """DuckDB, Spark and Trino could not read such a table."""
    with pytest.raises(Permanent, match="would have the columns 'n' and 'N'; capitals make no difference"):
        Writer(lake, mark()).write(FREE, pa.table({"n": [1], "N": [2]}).to_reader())
    load(lake, FREE, pa.table({"n": [1]}).to_reader(), mark("a"))
    grows = replace(FREE, on_schema_change="append_new_columns")
    with pytest.raises(Permanent, match="would have the columns 'n' and 'N'"):
        Writer(lake, mark("b")).write(grows, pa.table({"N": [2]}).to_reader())


def test_another_zone_s_times_are_kept_as_utc(lake: Lake) -> None:
    moment = datetime(2024, 1, 1, 12, tzinfo=UTC)
    load(lake, FREE, pa.table({"at": pa.array([moment], pa.timestamp("ms", "Asia/Tokyo"))}).to_reader(), mark())
    (kept,) = lake.table(FREE.name).scan().to_arrow().column("at").to_pylist()
    assert kept == moment


def test_a_new_column_is_not_seen_before_its_publication(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a"))
    said = mark("b")
    draft = Writer(lake, said).write(NOTED, noted(2))
    assert "note" not in lake.table(NAME).schema().column_names
    publish(lake, NOTED, draft, said, (), lambda draft: (), never)
    assert seen(lake, columns="id, note") == [(1, None), (2, "n")]


def test_an_abandoned_new_column_leaves_nothing(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a"))
    Writer(lake, mark("b")).write(NOTED, noted(2))
    Writer(lake, mark("b")).write(NOTED, noted(2))
    load(lake, EVENTS, events((3, 0)), mark("c"))
    assert lake.table(NAME).schema().column_names == ["id", "at", "what"]
    assert len(lake.table(NAME).schemas()) == 2


def test_two_runs_may_each_bring_a_column(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a"))
    other = replace(EVENTS, columns=(*(EVENTS.columns or ()), Column("other", "string")))
    mine = mark("mine")
    draft = Writer(lake, mine).write(NOTED, noted(2))
    load(lake, other, events((3, 0)).read_all().append_column("other", pa.array(["o"])).to_reader(), mark("theirs"))
    publish(lake, NOTED, draft, mine, (), lambda draft: (), never)
    assert seen(lake, columns="id, other, note") == [(1, None, None), (2, None, "n"), (3, "o", None)]


def test_two_runs_that_bring_the_same_column_bring_it_once(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a"))
    mine = mark("mine")
    draft = Writer(lake, mine).write(NOTED, noted(2))
    load(lake, NOTED, noted(3), mark("theirs"))
    publish(lake, NOTED, draft, mine, (), lambda draft: (), lambda: Writer(lake, mine).write(NOTED, noted(2)))
    assert seen(lake, columns="id, note") == [(1, None), (2, "n"), (3, "n")]
    assert branches(lake) == ["main"]


def test_a_column_that_another_tool_added_meanwhile_is_the_one_we_fill(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a"))
    mine = mark("mine")
    draft = Writer(lake, mine).write(NOTED, noted(2))
    with lake.table(NAME).update_schema() as update:
        update.add_column("note", StringType())
    publish(lake, NOTED, draft, mine, (), lambda draft: (), lambda: Writer(lake, mine).write(NOTED, noted(2)))
    assert seen(lake, columns="id, note") == [(1, None), (2, "n")]


def test_after_a_rollback_a_new_column_is_null(lake: Lake) -> None:
    first = load(lake, EVENTS, events((1, 0)), mark("a"))
    load(lake, NOTED, noted(2), mark("b"))
    rollback(lake, NAME, first.snapshot)
    assert seen(lake, columns="id, note") == [(1, None)]


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        (
            (Column("m", "int"),),
            "the table has a column n, and .* has not. Leave columns where they are, .* append_new_columns",
        ),
        ((Column("n", "string"),), "column n was int and is now string. No published column takes such a type"),
        ((Column("n", "long"),), "column n was int and is now long. Leave the type .* say `on_schema_change: append"),
    ],
)
def test_other_changes_are_refused_by_name(lake: Lake, columns: tuple[Column, ...], message: str) -> None:
    load(lake, NUMBERS, pa.table({"n": pa.array([1], pa.int32())}).to_reader(), mark("a"))
    rows = pa.table({column.name: pa.array([1]) for column in columns}).to_reader()
    with pytest.raises(Permanent, match=message):
        Writer(lake, mark("b")).write(replace(NUMBERS, columns=columns), rows)


def test_a_narrower_type_is_not_said_to_make_the_column_wider(lake: Lake) -> None:
    load(lake, replace(NUMBERS, columns=(Column("n", "long"),)), pa.table({"n": [1]}).to_reader(), mark("a"))
    with pytest.raises(Permanent, match=r"column n was long and is now int.*: then the column stays as wide as it is"):
        Writer(lake, mark("b")).write(NUMBERS, pa.table({"n": pa.array([1], pa.int32())}).to_reader())


def saying(word: SchemaChange, table: Table = EVENTS) -> Table:
    return replace(table, on_schema_change=word)


def test_fail_refuses_a_new_column(lake: Lake) -> None:
    load(lake, saying("fail"), events((1, 0)), mark("a"))
    with pytest.raises(
        Permanent, match=r"column note is new. .*, say `on_schema_change: append_.* under the dataset's `write`"
    ):
        Writer(lake, mark("b")).write(saying("fail", NOTED), noted(2))


@pytest.mark.parametrize("word", ["ignore", "append_new_columns"])
def test_a_column_that_no_longer_arrives_is_null(lake: Lake, word: SchemaChange) -> None:
    load(lake, NOTED, noted(1), mark("a"))
    load(lake, saying(word), events((2, 0)), mark("b"))
    assert seen(lake, columns="id, note") == [(1, "n"), (2, None)]


def test_ignore_leaves_out_what_the_table_or_the_contract_does_not_have(lake: Lake) -> None:
    free = saying("ignore", replace(FREE, strategy="append"))
    load(lake, free, pa.table({"n": pa.array([1], pa.int64())}).to_reader(), mark("a"))
    load(lake, free, pa.table({"n": pa.array([2], pa.int64()), "m": ["x"]}).to_reader(), mark("b"))
    load(lake, saying("ignore"), noted(3), mark("c"))
    assert (seen(lake, FREE.name, "n"), lake.table(FREE.name).schema().column_names) == ([1, 2], ["n"])
    assert lake.table(NAME).schema().column_names == ["id", "at", "what"]


def test_append_adds_what_rows_have_beyond_the_contract_with_its_publication(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a"))
    growing, said = saying("append_new_columns"), mark("b")
    draft = Writer(lake, said).write(growing, noted(2))
    assert "note" not in lake.table(NAME).schema().column_names
    publish(lake, growing, draft, said, (), lambda draft: (), never)
    load(lake, growing, events((3, 0)), mark("c"))
    assert seen(lake, columns="id, note") == [(1, None), (2, "n"), (3, None)]


WIDENINGS = [("int", pa.int32(), 1, "long", pa.int64(), 2**40),
             ("float", pa.float32(), 0.5, "double", pa.float64(), 0.1),
             ("decimal(9, 2)", pa.decimal128(9, 2), Decimal("1.50"), "decimal(20, 2)", pa.decimal128(20, 2),
              Decimal("123456789012.50"))]  # fmt: skip


@pytest.mark.parametrize(("old", "narrow", "before", "new", "wide", "after"), WIDENINGS)
def test_append_lets_types_become_wider(
    lake: Lake, old: str, narrow: pa.DataType, before: object, new: str, wide: pa.DataType, after: object
) -> None:
    table = Table("raw.numbers", (Column("n", old),), strategy="append")
    load(lake, table, pa.table({"n": pa.array([before], narrow)}).to_reader(), mark("a"))
    said, grown = mark("b"), saying("append_new_columns", replace(table, columns=(Column("n", new),)))
    draft = Writer(lake, said).write(grown, pa.table({"n": pa.array([after], wide)}).to_reader())
    assert str(lake.table(table.name).schema().find_type("n")) == old
    publish(lake, grown, draft, said, (), lambda draft: (), never)
    assert str(lake.table(table.name).schema().find_type("n")) == new
    assert seen(lake, table.name, "n") == sorted([before, after])
    assert sorted(lake.table(table.name).scan().to_arrow()["n"].to_pylist()) == sorted([before, after])


def test_a_narrower_contract_leaves_a_wider_column_as_it_is(lake: Lake) -> None:
    wide = replace(NUMBERS, columns=(Column("n", "long"),), strategy="append")
    load(lake, wide, pa.table({"n": pa.array([2**40])}).to_reader(), mark("a"))
    narrow = saying("append_new_columns", replace(NUMBERS, strategy="append"))
    load(lake, narrow, pa.table({"n": pa.array([1], pa.int32())}).to_reader(), mark("b"))
    assert seen(lake, NUMBERS.name, "n") == [1, 2**40]


@pytest.mark.parametrize("new", ["string", "decimal(20, 3)", "double"])
def test_append_refuses_other_types(lake: Lake, new: str) -> None:
    load(lake, NUMBERS, pa.table({"n": pa.array([1], pa.int32())}).to_reader(), mark("a"))
    changed = saying("append_new_columns", replace(NUMBERS, columns=(Column("n", new),)))
    with pytest.raises(Permanent, match=r"column n was int and is now .*No published column takes such a type"):
        Writer(lake, mark("b")).write(changed, pa.table({"n": pa.array([1], pa.int32())}).to_reader())


def test_one_run_may_bring_a_column_while_another_makes_one_wider(lake: Lake) -> None:
    two = Table("raw.two", (Column("n", "int"),), strategy="append")
    load(lake, two, pa.table({"n": pa.array([1], pa.int32())}).to_reader(), mark("a"))
    mine, grown = mark("mine"), saying("append_new_columns", replace(two, columns=(Column("n", "long"),)))
    draft = Writer(lake, mine).write(grown, pa.table({"n": pa.array([2**40])}).to_reader())
    other = replace(two, columns=(Column("n", "int"), Column("m", "string")))
    load(lake, other, pa.table({"n": pa.array([3], pa.int32()), "m": ["x"]}).to_reader(), mark("theirs"))
    publish(lake, grown, draft, mine, (), lambda draft: (), never)
    assert seen(lake, two.name, "n, m") == [(1, None), (3, "x"), (2**40, None)]
    assert str(lake.table(two.name).schema().find_type("n")) == "long"


def test_a_rollback_leaves_a_wider_column_wide(lake: Lake) -> None:
    table = replace(NUMBERS, strategy="append")
    first = load(lake, table, pa.table({"n": pa.array([1], pa.int32())}).to_reader(), mark("a"))
    grown = saying("append_new_columns", replace(table, columns=(Column("n", "long"),)))
    load(lake, grown, pa.table({"n": pa.array([2**40])}).to_reader(), mark("b"))
    rollback(lake, table.name, first.snapshot)
    assert seen(lake, table.name, "n") == [1]
    load(lake, grown, pa.table({"n": pa.array([2**41])}).to_reader(), mark("c"))
    assert seen(lake, table.name, "n") == [1, 2**41]


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ({"n": ["x"]}, "column n is int32, and its rows are string"),
        ({"n": [2**40]}, "column n is int32, and its rows are int64"),
        ({"n": [1.5]}, "column n is int32, and its rows are double"),
        ({"n": [1], "m": [1]}, "unknown m"),
        ({"m": [1]}, "without n and with unknown m"),
    ],
)
def test_rows_that_do_not_fit_are_refused(lake: Lake, rows: dict[str, list[object]], message: str) -> None:
    with pytest.raises(Permanent, match=message):
        Writer(lake, mark()).write(NUMBERS, pa.table(rows).to_reader())


def test_a_zone_is_not_lost_silently(lake: Lake) -> None:
    table = Table("raw.clock", (Column("at", "timestamp"),))
    rows = pa.table({"at": pa.array([datetime(2024, 1, 1)], pa.timestamp("us", "UTC"))}).to_reader()
    with pytest.raises(Permanent, match="column at has no time zone, and its rows have"):
        Writer(lake, mark()).write(table, rows)


def test_texts_become_uuids_where_they_are_some(lake: Lake) -> None:
    table, said = Table("raw.refs", (Column("ref", "uuid"),)), "12151FD2-7586-11e9-8f9e-2a86e4085a59"
    load(lake, table, pa.table({"ref": [said, None]}).to_reader(), mark("a"))
    assert lake.table(table.name).scan().to_arrow().to_pylist() == [{"ref": UUID(said)}, {"ref": None}]
    with pytest.raises(Permanent, match=r"column ref is .*uuid.*, and its rows are string: badly formed"):
        Writer(lake, mark("b")).write(table, pa.table({"ref": ["x"]}).to_reader())


def test_narrower_rows_without_a_contract_fit(lake: Lake) -> None:
    load(lake, FREE, pa.table({"n": pa.array([1], pa.int64())}).to_reader(), mark("a"))
    load(lake, replace(FREE, strategy="append"), pa.table({"n": pa.array([2], pa.int32())}).to_reader(), mark("b"))
    assert seen(lake, FREE.name, "n") == [1, 2]


def test_rows_no_table_can_keep_are_refused(lake: Lake) -> None:
    with pytest.raises(Permanent, match=r"raw\.free: its rows cannot be kept in a table"):
        Writer(lake, mark()).write(FREE, pa.table({"n": pa.nulls(1)}).to_reader())
    months = pa.array([None], pa.month_day_nano_interval())
    with pytest.raises(Permanent, match=r"cannot be kept in a table: .*interval: return other types"):
        Writer(lake, mark()).write(FREE, pa.table({"n": months}).to_reader())


def test_values_that_only_some_may_see_are_not_quoted(lake: Lake) -> None:
    table = replace(NUMBERS, columns=(Column("n", "int", guarded=True),))
    with pytest.raises(Permanent, match="column n is int32, and its rows are string: Arrow's message is not") as told:
        Writer(lake, mark()).write(table, pa.table({"n": ["Ada"]}).to_reader())
    assert "Ada" not in str(told.value)
