"""How much is read at once: whole publications, up to a size."""

from levada.lake.batches import batch
from levada.lake.catalogue import Lake
from tests.lake.bench import MERGED, NAME, compact, events, load, mark
from tests.lake.test_gains import add

ALL = 1 << 30


def test_publications_are_joined_and_never_divided(lake: Lake) -> None:
    first, second, third, now = add(lake, 1), add(lake, 2), add(lake, 3), add(lake)
    table = lake.table(NAME)
    assert [batch(table, first, now, size) for size in (1, ALL)] == [second, now]
    assert [batch(table, None, now, size) for size in (1, ALL)] == [first, now]
    assert batch(table, third, now, 1) == now


def test_rewrites_weigh_nothing(lake: Lake) -> None:
    first, second = add(lake, 1), add(lake, 2)
    compact(lake)
    rewritten = lake.table(NAME).metadata.refs["main"].snapshot_id
    now = add(lake, 3)
    assert (batch(lake.table(NAME), first, now, 1), batch(lake.table(NAME), second, now, 1)) == (rewritten, now)


def test_the_beginning_is_what_was_left_when_rows_were_last_taken_away(lake: Lake) -> None:
    add(lake, 1)
    merged = load(lake, MERGED, events((1, 1), what="changed"), mark("merged")).snapshot
    now = add(lake, 2)
    assert batch(lake.table(NAME), None, now, 1) == merged
