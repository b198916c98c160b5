"""A step that is done once for each item: the items share a table, and none gets in another's way."""

from dataclasses import replace

import pytest

from levada.errors import Permanent
from levada.lake import ledger
from levada.lake.catalogue import Lake
from levada.lake.drafts import Mark, Writer
from levada.lake.history import history
from levada.lake.publication import publish
from levada.plan.tables import PartitionField, Table
from tests.lake.bench import EVENTS, MERGED, NAME, again, branches, days, events, load, mark, never, seen

BY_DAY = replace(EVENTS, strategy="insert_overwrite", partitioning=(PartitionField("at", "day"),))


def of(item: str | None, interval: int | None = None, code: str = "", run: str = "r") -> Mark:
    """An item's mark; its rows are not the interval's own, as for a job that does not read by interval."""
    said = mark(run, None if interval is None else days(interval), code or f"{run} {item}")
    return replace(said, run=replace(said.run, item=item), interval_rows=False)


def test_items_of_one_run_have_branches_of_their_own(lake: Lake) -> None:
    marks = [of("PT"), of("pt"), of("a/b"), of("a b"), of(None)]
    for each in marks:
        Writer(lake, each).write(EVENTS, events((1, 0)))
    assert set(branches(lake)) == {"main", *(each.branch for each in marks)}
    assert len(branches(lake)) == len(marks) + 1


def test_items_append_the_same_interval_each_once(lake: Lake) -> None:
    for number, item in enumerate(("PT", "ES")):
        again(lake, EVENTS, events((number, 0)).read_all(), of(item, 0))
    assert again(lake, EVENTS, events((0, 0)).read_all(), of("PT", 0)) is None
    with pytest.raises(Permanent, match=r"load\[PT\] has appended .* already"):
        again(lake, EVENTS, events((7, 0)).read_all(), of("PT", 0, "new code"))
    assert seen(lake) == [0, 1]
    assert [entry.item for entry in ledger.read(lake, NAME).entries] == ["PT", "ES"]


@pytest.mark.parametrize(("first", "second"), [(None, "PT"), ("PT", None)])
def test_what_was_appended_as_a_whole_is_not_appended_by_items_nor_the_other_way_round(
    lake: Lake, first: str | None, second: str | None
) -> None:
    again(lake, EVENTS, events((1, 0)).read_all(), of(first, 0))
    with pytest.raises(Permanent, match="already"):
        again(lake, EVENTS, events((2, 0)).read_all(), of(second, 0))


def test_what_is_loaded_anew_takes_the_place_of_its_own_item(lake: Lake) -> None:
    for number, item in enumerate(("PT", "ES")):
        load(lake, EVENTS, events((number, 0)), of(item, 0))
    anew = of("PT", 0, "new code")
    load(lake, EVENTS, events((7, 0)), replace(anew, run=replace(anew.run, reload=True)))
    assert seen(lake) == [1, 7]
    assert [entry.item for entry in ledger.read(lake, NAME).entries] == ["ES", "PT"]


def test_an_item_that_merges_again_leaves_the_entries_of_others(lake: Lake) -> None:
    for item, code in (("PT", ""), ("ES", ""), ("PT", "new code")):
        load(lake, MERGED, events((1, 0)), of(item, 0, code))
    assert [entry.item for entry in ledger.read(lake, NAME).entries] == ["ES", "PT"]


def test_items_overwrite_partitions_of_their_own(lake: Lake) -> None:
    load(lake, BY_DAY, events((1, 0)), of("PT"))
    load(lake, BY_DAY, events((2, 1)), of("ES"))
    load(lake, BY_DAY, events((3, 0)), of("PT", run="next"))
    assert seen(lake) == [2, 3]
    assert [entry.item for entry in ledger.read(lake, NAME).entries] == ["ES", "PT"]


def test_an_item_does_not_overwrite_a_partition_with_rows_of_another(lake: Lake) -> None:
    load(lake, BY_DAY, events((1, 0)), of("PT"))
    with pytest.raises(Permanent, match=r"load\[ES\] would replace partitions with rows of load\[PT\]"):
        load(lake, BY_DAY, events((2, 0)), of("ES"))
    assert seen(lake) == [1]


def test_nor_does_it_when_both_have_begun_before_either_was_published(lake: Lake) -> None:
    drafts = {item: Writer(lake, of(item)).write(BY_DAY, events((number, 0)))
              for number, item in enumerate(("PT", "ES"))}  # fmt: skip
    publish(lake, BY_DAY, drafts["PT"], of("PT"), (), lambda draft: (), never)
    with pytest.raises(Permanent, match="rows of"):
        publish(
            lake, BY_DAY, drafts["ES"], of("ES"), (), lambda draft: (),
            lambda: Writer(lake, of("ES")).write(BY_DAY, events((1, 0))),
        )  # fmt: skip
    assert seen(lake) == [0]


@pytest.mark.parametrize("table", [EVENTS, MERGED, BY_DAY], ids=lambda table: table.strategy)
def test_items_that_began_at_once_are_all_published(lake: Lake, table: Table) -> None:
    rows = {item: events((number, number)).read_all() for number, item in enumerate("abcd")}
    drafts = {item: Writer(lake, of(item)).write(table, found.to_reader()) for item, found in rows.items()}
    for item, draft in drafts.items():
        publish(
            lake, table, draft, of(item), (), lambda draft: (),
            lambda item=item: Writer(lake, of(item)).write(table, rows[item].to_reader()),
        )  # fmt: skip
    assert (seen(lake), branches(lake)) == ([0, 1, 2, 3], ["main"])


def test_a_version_says_for_which_item_it_was_published(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), of("PT"))
    load(lake, EVENTS, events((2, 0)), of(None, run="whole"))
    assert [version.item for version in history(lake, NAME)] == [None, "PT", None]


def test_whoever_is_last_of_many_is_published_too(lake: Lake) -> None:
    others = iter(range(1, 25))

    def overtaken(_: object) -> tuple[()]:
        if (number := next(others, None)) is not None:
            load(lake, EVENTS, events((number, 0)), of(str(number)))
        return ()

    draft = Writer(lake, of("last")).write(EVENTS, events((0, 0)))
    overtaken(draft)
    assert publish(lake, EVENTS, draft, of("last"), (), overtaken, never).rebased == 24
    assert seen(lake) == list(range(25))
