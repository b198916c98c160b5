"""`sync_all_columns`: a column that no longer arrives goes with the publication, and not before; a rollback brings it
back."""

from dataclasses import replace

import pyarrow as pa
import pytest

from levada.errors import Permanent
from levada.lake.amending import amend
from levada.lake.catalogue import Lake
from levada.lake.drafts import Writer
from levada.lake.publication import publish, published, rollback
from levada.plan.tables import Column, SortField, Table
from tests.lake.bench import EVENTS, NAME, load, mark, never, seen

FREE = Table(NAME, strategy="append", on_schema_change="sync_all_columns")
PROMISED = replace(FREE, columns=(Column("id", "long"),))


def rows(number: int, **others: str) -> pa.RecordBatchReader:
    columns = {"id": pa.array([number], pa.int64())} | {name: [value] for name, value in others.items()}
    return pa.table(columns).to_reader()


def columns(lake: Lake) -> list[str]:
    return lake.table(NAME).schema().column_names


def test_readers_have_it_until_the_publication(lake: Lake) -> None:
    first, said = load(lake, FREE, rows(1, note="n"), mark("a")), mark("b")
    draft = Writer(lake, said).write(FREE, rows(2))
    assert (columns(lake), seen(lake, columns="id, note")) == (["id", "note"], [(1, "n")])
    publish(lake, FREE, draft, said, (), lambda draft: (), never)
    assert (columns(lake), seen(lake)) == (["id"], [1, 2])
    assert seen(lake, columns="id, note", snapshot=first.snapshot) == [(1, "n")]
    assert lake.table(NAME).scan(snapshot_id=first.snapshot).to_arrow()["note"].to_pylist() == ["n"]


def test_a_draft_that_is_given_up_drops_nothing(lake: Lake) -> None:
    load(lake, FREE, rows(1, note="n"), mark("a"))
    Writer(lake, mark("b")).write(FREE, rows(2))
    load(lake, FREE, rows(3, note="m"), mark("c"))
    assert seen(lake, columns="id, note") == [(1, "n"), (3, "m")]


def test_a_rollback_brings_it_back_and_forward_it_goes_again(lake: Lake) -> None:
    first = load(lake, FREE, rows(1, note="n"), mark("a"))
    load(lake, FREE, rows(2), mark("b"))
    third = load(lake, FREE, rows(3), mark("c"))
    rollback(lake, NAME, first.snapshot)
    assert seen(lake, columns="id, note") == [(1, "n")]
    rollback(lake, NAME, third.snapshot)
    assert (columns(lake), seen(lake)) == (["id"], [1, 2, 3])


def test_what_came_and_what_went_at_once_are_both_there_after_a_rollback(lake: Lake) -> None:
    first = load(lake, FREE, rows(1, note="n"), mark("a"))
    load(lake, FREE, rows(2, other="o"), mark("b"))
    assert (columns(lake), seen(lake, columns="id, other")) == (["id", "other"], [(1, None), (2, "o")])
    rollback(lake, NAME, first.snapshot)
    assert seen(lake, columns="id, note, other") == [(1, "n", None)]


def test_a_name_that_comes_again_does_not_bring_old_values(lake: Lake) -> None:
    first = load(lake, FREE, rows(1, note="n"), mark("a"))
    load(lake, FREE, rows(2), mark("b"))
    load(lake, FREE, rows(3, note="m"), mark("c"))
    assert seen(lake, columns="id, note") == [(1, None), (2, None), (3, "m")]
    rollback(lake, NAME, first.snapshot)
    assert seen(lake, columns="id, note") == [(1, "n")]


def test_after_a_rollback_the_next_publication_drops_it_anew(lake: Lake) -> None:
    first = load(lake, FREE, rows(1, note="n"), mark("a"))
    load(lake, FREE, rows(2), mark("b"))
    rollback(lake, NAME, first.snapshot)
    load(lake, FREE, rows(4), mark("d"))
    assert (columns(lake), seen(lake)) == (["id"], [1, 4])


def test_who_was_overtaken_drops_it_all_the_same(lake: Lake) -> None:
    load(lake, FREE, rows(1, note="n"), mark("a"))
    mine = mark("mine")
    draft = Writer(lake, mine).write(FREE, rows(2))
    load(lake, FREE, rows(3, note="m", other="o"), mark("theirs"))
    publish(lake, FREE, draft, mine, (), lambda draft: (), never)
    assert (columns(lake), seen(lake, columns="id, other")) == (["id", "other"], [(1, None), (2, None), (3, "o")])


def test_what_the_contract_promises_is_null_and_stays(lake: Lake) -> None:
    table = replace(PROMISED, columns=(Column("id", "long"), Column("note", "string")))
    load(lake, table, rows(1, note="n", beyond="b"), mark("a"))
    load(lake, table, rows(2), mark("b"))
    assert (columns(lake), seen(lake, columns="id, note")) == (["id", "note"], [(1, "n"), (2, None)])


def test_what_the_contract_no_longer_promises_goes(lake: Lake) -> None:
    both = (Column("id", "long"), Column("note", "string"))
    load(lake, replace(PROMISED, columns=both), rows(1, note="n"), mark("a"))
    load(lake, PROMISED, rows(2), mark("b"))
    assert (columns(lake), seen(lake)) == (["id"], [1, 2])


def test_types_become_wider_meanwhile(lake: Lake) -> None:
    narrow = replace(FREE, columns=(Column("n", "int"), Column("note", "string")))
    first = load(lake, narrow, pa.table({"n": pa.array([1], pa.int32()), "note": ["n"]}).to_reader(), mark("a"))
    wide = replace(FREE, columns=(Column("n", "long"),))
    load(lake, wide, pa.table({"n": pa.array([2**40])}).to_reader(), mark("b"))
    assert (columns(lake), seen(lake, columns="n")) == (["n"], [1, 2**40])
    rollback(lake, NAME, first.snapshot)
    assert seen(lake, columns="n, note") == [(1, "n")]


@pytest.mark.parametrize("strategy", ["merge", "delete+insert"])
def test_rows_that_are_carried_into_new_files_lose_it_too(lake: Lake, strategy: str) -> None:
    table = replace(FREE, strategy=strategy, unique_key=("id",))
    both = pa.table({"id": pa.array([1, 2], pa.int64()), "note": ["n", "m"]}).to_reader()
    load(lake, table, both, mark("a"))
    load(lake, table, rows(2, other="o"), mark("b"))
    assert seen(lake, columns="id, other") == [(1, None), (2, "o")]


def test_what_another_tool_has_dropped_stays_so_when_the_ledger_learns_something(lake: Lake) -> None:
    load(lake, FREE, rows(1, note="n"), mark("a"))
    with lake.table(NAME).update_schema() as update:
        update.delete_column("note")
    amend(lake, FREE, lambda entry: entry)
    assert columns(lake) == ["id"]


EVENTUAL = replace(EVENTS, columns=None, on_schema_change="sync_all_columns", event_time=None)


@pytest.mark.parametrize(
    ("table", "why"),
    [
        (EVENTUAL, "the table is partitioned by it"),
        (replace(EVENTUAL, partitioning=(), sort_order=(SortField("at"),)), "the table is sorted by it"),
        (replace(EVENTUAL, partitioning=(), strategy="merge", unique_key=("at",)), "it identifies rows"),
        (replace(EVENTUAL, partitioning=(), event_time="at"), "intervals go by it"),
    ],
)
def test_what_something_stands_on_is_not_dropped(lake: Lake, table: Table, why: str) -> None:
    whole = pa.table({"id": pa.array([1], pa.int64()), "at": pa.array([0], pa.timestamp("us", "UTC"))})
    load(lake, table, whole.to_reader(), mark("a"))
    with pytest.raises(Permanent, match=rf"column at no longer arrives, and {why}.*let it arrive again"):
        Writer(lake, mark("b")).write(table, rows(2))
    assert published(lake, NAME) == lake.table(NAME).metadata.current_snapshot_id
