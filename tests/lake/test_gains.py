"""What a table has gained: by appends, and by nothing else."""

import pytest
from pyiceberg.table import Table as IcebergTable

from levada.lake.catalogue import Lake
from levada.lake.gains import NotGained, files, gained, places
from tests.lake.bench import EVENTS, MERGED, NAME, OVERWRITTEN, compact, days, events, load, mark


def add(lake: Lake, *ids: int) -> int:
    return load(lake, EVENTS, events(*((each, 0) for each in ids)), mark(f"add {ids}")).snapshot


def test_appends_count_and_rewrites_do_not(lake: Lake) -> None:
    first, second = add(lake, 1), add(lake, 2, 3)
    compact(lake)
    third, now = add(lake, 4), add(lake)
    table = lake.table(NAME)
    assert gained(table, first, now) == (second, third)
    assert gained(table, now, now) == ()
    assert sum(file.record_count for file in files(table, (second, third))) == 3


def test_files_are_where_they_last_were(lake: Lake) -> None:
    first, second = add(lake, 1), add(lake, 2)
    compact(lake)
    now = add(lake, 3)
    table = lake.table(NAME)
    found = {at: len(those) for at, those in places(table, now, gained(table, first, now))}
    assert found == {now: 1, second: 1}


def test_an_overwrite_that_took_nothing_away_is_a_gain(lake: Lake) -> None:
    first = add(lake, 1)
    interval = load(lake, OVERWRITTEN, events((2, 40)), mark("other", days(40))).snapshot
    assert gained(lake.table(NAME), first, interval) == (interval,)


def test_rows_that_were_replaced_are_none(lake: Lake) -> None:
    first = add(lake, 1)
    load(lake, MERGED, events((1, 1), what="changed"), mark("merged"))
    now = add(lake, 2)
    with pytest.raises(NotGained, match=r"raw\.events: merged has replaced rows or taken them away \(snapshot \d+\)"):
        gained(lake.table(NAME), first, now)


def test_rows_that_another_tool_deleted_are_none(lake: Lake) -> None:
    first = add(lake, 1, 2)
    lake.table(NAME).delete("id = 1")
    table = lake.table(NAME)
    with pytest.raises(NotGained, match=r"another tool has replaced rows"):
        gained(table, first, table.metadata.refs["main"].snapshot_id)


def test_the_state_it_begins_at_need_not_be_kept(lake: Lake) -> None:
    first, second, third = add(lake, 1), add(lake, 2), add(lake, 3)
    assert gained(_kept(lake.table(NAME), second, third), first, third) == (second, third)
    with pytest.raises(NotGained, match="its snapshots have expired"):
        gained(_kept(lake.table(NAME), third), first, third)


def _kept(table: IcebergTable, *snapshots: int) -> IcebergTable:
    """As tools leave it that expire snapshots and do not tell those that came from them."""
    left = [snapshot for snapshot in table.metadata.snapshots if snapshot.snapshot_id in snapshots]
    metadata = table.metadata.model_copy(update={"snapshots": left})
    return IcebergTable(table.name(), metadata, table.metadata_location, table.io, table.catalog)


def test_a_state_from_another_line_is_unknown(lake: Lake) -> None:
    first, second = add(lake, 1), add(lake, 2)
    with pytest.raises(NotGained, match="it was rolled back, or made anew"):
        gained(lake.table(NAME), second, first)
