"""Readers see a draft whole, or nothing of it."""

from dataclasses import replace

import pytest
from pyiceberg.table.update import AssertRefSnapshotId

from levada.errors import Blocked, Permanent, Retryable
from levada.lake import drafts, ledger, publication
from levada.lake.catalogue import Lake
from levada.lake.drafts import Writer
from levada.lake.publication import publish, published, rollback
from levada.plan.checks import CheckResult
from levada.plan.tables import Table
from tests.lake.bench import (
    EVENTS,
    NAME,
    OVERWRITTEN,
    REPLACED,
    again,
    branches,
    compact,
    days,
    events,
    load,
    mark,
    never,
    seen,
    timeless,
)

FAILED = CheckResult(NAME, "id_required", "error", False, 1, 1, "mustBe 0", ('{"id": null}',))


def test_a_draft_is_not_seen(lake: Lake) -> None:
    Writer(lake, mark()).write(EVENTS, events((1, 0)))
    assert seen(lake) == []


def test_a_published_draft_is_seen_and_its_branch_gone(lake: Lake) -> None:
    done = load(lake, EVENTS, events((1, 0), (2, 0)), mark())
    assert seen(lake) == [1, 2]
    assert branches(lake) == ["main"]
    assert (done.snapshot, done.rows, done.files) == (published(lake, NAME), 2, 1)


def test_an_append_adds(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a"))
    load(lake, EVENTS, events((2, 40)), mark("b"))
    assert seen(lake) == [1, 2]


def test_no_rows_are_an_empty_snapshot(lake: Lake) -> None:
    first = load(lake, EVENTS, events((1, 0)), mark("a"))
    second = load(lake, EVENTS, events(), mark("b"))
    assert second.previous == first.snapshot != second.snapshot
    assert seen(lake) == [1]


def test_a_replace_leaves_nothing_of_the_old(lake: Lake) -> None:
    load(lake, REPLACED, events((1, 0)), mark("a"))
    load(lake, REPLACED, events((2, 0)), mark("b"))
    assert seen(lake) == [2]
    load(lake, REPLACED, events(), mark("c"))
    assert seen(lake) == []


def test_replacing_daily_does_not_pile_up_manifests(lake: Lake) -> None:
    for number in range(8):
        load(lake, REPLACED, events((number, 0)), mark(str(number)))
    snapshot = lake.table(NAME).current_snapshot()
    assert snapshot is not None
    assert len(snapshot.manifests(lake.table(NAME).io)) == 2


def test_an_interval_replaces_exactly_itself(lake: Lake) -> None:
    load(lake, OVERWRITTEN, events((1, 0), (2, 1), (3, 2)), mark("all", days(0, 2)))
    load(lake, OVERWRITTEN, events((20, 1)), mark("one", days(1)))
    assert seen(lake) == [1, 3, 20]


def test_rows_that_stay_are_not_counted_as_added(lake: Lake) -> None:
    load(lake, OVERWRITTEN, events((1, 0), (2, 1), (3, 2)), mark("all", days(0, 2)))
    assert load(lake, OVERWRITTEN, events((20, 1)), mark("one", days(1))).rows == 1


def test_an_interval_without_rows_is_emptied(lake: Lake) -> None:
    load(lake, OVERWRITTEN, events((1, 0), (2, 1)), mark("all", days(0, 1)))
    load(lake, OVERWRITTEN, events(), mark("none", days(1)))
    assert seen(lake) == [1]


def test_rows_without_a_time_stay(lake: Lake) -> None:
    whole = replace(OVERWRITTEN, partitioning=())
    load(lake, replace(whole, strategy="append"), timeless(7, (1, 0)), mark("timeless"))
    load(lake, whole, events((2, 0)), mark("one", days(0)))
    assert seen(lake) == [2, 7]


def test_rows_without_a_time_are_in_nobody_s_way(lake: Lake) -> None:
    mine = mark("mine", days(0))
    draft = Writer(lake, mine).write(OVERWRITTEN, events((1, 0)))
    load(lake, EVENTS, timeless(7), mark("theirs"))
    publish(lake, OVERWRITTEN, draft, mine, (), lambda draft: (), never)
    assert seen(lake) == [1, 7]


@pytest.mark.parametrize("row", [(1, 3), (1, 5)])
def test_rows_outside_the_interval_are_refused_with_their_number(lake: Lake, row: tuple[int, int]) -> None:
    with pytest.raises(Permanent, match="1 of 2 rows have no at, or one outside"):
        Writer(lake, mark("one", days(4))).write(OVERWRITTEN, events((2, 4), row))


@pytest.mark.parametrize("table", [OVERWRITTEN, EVENTS])
def test_of_what_a_step_that_looks_back_returns_the_interval_is_written(lake: Lake, table: Table) -> None:
    load(lake, OVERWRITTEN, events((1, 3)), mark("before", days(3)))
    said = replace(mark("one", days(4)), lookback=86400)
    assert load(lake, table, events((10, 3), (2, 4)), said).rows == 1
    assert seen(lake) == [1, 2]


def test_rows_from_before_the_lookback_are_refused(lake: Lake) -> None:
    with pytest.raises(Permanent, match="1 of 2 rows have no at"):
        load(lake, OVERWRITTEN, events((10, 2), (2, 4)), replace(mark("one", days(4)), lookback=86400))


def test_without_an_interval_the_partitions_present_are_replaced(lake: Lake) -> None:
    load(lake, OVERWRITTEN, events((1, 0), (2, 20), (3, 40)), mark("all"))
    load(lake, OVERWRITTEN, events((10, 5)), mark("january"))
    assert seen(lake) == [3, 10]


def test_an_overtaken_append_goes_on_top(lake: Lake) -> None:
    mine = mark("mine")
    draft = Writer(lake, mine).write(EVENTS, events((1, 0)))
    load(lake, EVENTS, events((2, 0)), mark("theirs"))
    checked = []
    done = publish(lake, EVENTS, draft, mine, (), lambda draft: checked.append(draft) or (), never)  # type: ignore[func-returns-value]
    assert seen(lake) == [1, 2]
    assert (done.rebased, len(checked)) == (1, 1)
    assert [entry.run for entry in ledger.read(lake, NAME).entries] == ["theirs", "mine"]
    assert branches(lake) == ["main"]


def test_another_interval_goes_on_top(lake: Lake) -> None:
    mine = mark("mine", days(0))
    draft = Writer(lake, mine).write(OVERWRITTEN, events((1, 0)))
    load(lake, OVERWRITTEN, events((2, 1)), mark("theirs", days(1)))
    publish(lake, OVERWRITTEN, draft, mine, (), lambda draft: (), never)
    assert seen(lake) == [1, 2]


def test_an_overtaken_overwrite_reads_again_what_stays(lake: Lake) -> None:
    """The file with both days' rows is rewritten by the other run: mine must not bring the other's old rows back."""
    load(lake, OVERWRITTEN, events((1, 0), (2, 1), (3, 2)), mark("all", days(0, 2)))
    mine = mark("mine", days(0))
    draft = Writer(lake, mine).write(OVERWRITTEN, events((10, 0)))
    load(lake, OVERWRITTEN, events((20, 1)), mark("theirs", days(1)))
    redone = []

    def rewrite() -> drafts.Draft:
        redone.append(1)
        return Writer(lake, mine).write(OVERWRITTEN, events((10, 0)))

    publish(lake, OVERWRITTEN, draft, mine, (), lambda draft: (), rewrite)
    assert seen(lake) == [3, 10, 20]


def test_the_same_interval_is_written_again(lake: Lake) -> None:
    mine = mark("mine", days(0))
    draft = Writer(lake, mine).write(OVERWRITTEN, events((1, 0)))
    load(lake, OVERWRITTEN, events((2, 0)), mark("theirs", days(0)))
    publish(
        lake, OVERWRITTEN, draft, mine, (), lambda d: (), lambda: Writer(lake, mine).write(OVERWRITTEN, events((1, 0)))
    )
    assert seen(lake) == [1]
    assert [entry.run for entry in ledger.read(lake, NAME).entries] == ["mine"]


def test_who_is_overtaken_six_times_comes_through(lake: Lake) -> None:
    redone: list[int] = []

    def rewrite() -> drafts.Draft:
        redone.append(1)
        draft = Writer(lake, mark("mine")).write(REPLACED, events((1, 0)))
        if len(redone) < 6:
            load(lake, REPLACED, events((2, 0)), mark(f"theirs{len(redone)}"))
        return draft

    draft = Writer(lake, mark("mine")).write(REPLACED, events((1, 0)))
    load(lake, REPLACED, events((2, 0)), mark("theirs"))
    publish(lake, REPLACED, draft, mark("mine"), (), lambda draft: (), rewrite)
    assert (len(redone), seen(lake)) == (6, [1])


def test_who_is_always_overtaken_gives_up(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publication, "REWRITES", 3)
    mine = mark("mine")
    redone: list[int] = []

    def rewrite() -> drafts.Draft:
        redone.append(1)
        draft = Writer(lake, mine).write(REPLACED, events((1, 0)))
        load(lake, REPLACED, events((2, 0)), mark(f"theirs{len(redone)}"))
        return draft

    draft = Writer(lake, mine).write(REPLACED, events((1, 0)))
    load(lake, REPLACED, events((2, 0)), mark("theirs"))
    with pytest.raises(Retryable, match="others kept publishing"):
        publish(lake, REPLACED, draft, mine, (), lambda draft: (), rewrite)
    assert (len(redone), seen(lake), branches(lake)) == (3, [2], ["main"])


def test_a_rewrite_that_preserved_the_rows_is_no_obstacle(lake: Lake) -> None:
    overwritten = replace(OVERWRITTEN, partitioning=())
    load(lake, overwritten, events((1, 0), (2, 1)), mark("first", days(0, 1)))
    mine = mark("mine", days(0))
    draft = Writer(lake, mine).write(overwritten, events((10, 0)))
    compact(lake)
    publish(lake, overwritten, draft, mine, (), lambda draft: (), never)
    assert seen(lake) == [2, 10]


def test_a_draft_without_a_parent_is_refused(lake: Lake) -> None:
    """What pyiceberg makes of an append to a branch that does not exist: publishing it would lose the table."""
    load(lake, EVENTS, events((1, 0)), mark("first"))
    draft = Writer(lake, mark("second")).write(EVENTS, events((2, 0)))
    table = lake.table(NAME)
    said = {"levada.ledger": "ledger-x.json", "levada.written": "x"}
    table.append(events((3, 0)).read_all(), branch="audit_lost", snapshot_properties=said)
    lost = replace(draft, branch="audit_lost", head=table.metadata.refs["audit_lost"].snapshot_id)
    with pytest.raises(Permanent, match="does not come from the published snapshot"):
        publish(lake, EVENTS, lost, mark("second"), (), lambda draft: (), never)
    assert seen(lake) == [1]


def test_blocked_rows_are_never_published(lake: Lake) -> None:
    draft = Writer(lake, mark()).write(EVENTS, events((1, 0)))
    with pytest.raises(Blocked, match="id_required"):
        publish(lake, EVENTS, draft, mark(), (FAILED,), lambda draft: (), never)
    assert (seen(lake), branches(lake)) == ([], ["main"])


def test_a_table_that_only_warns_publishes_them(lake: Lake) -> None:
    lenient = replace(EVENTS, on_failure="warn")
    draft = Writer(lake, mark()).write(lenient, events((1, 0)))
    publish(lake, lenient, draft, mark(), (FAILED,), lambda draft: (), never)
    (entry,) = ledger.read(lake, NAME).entries
    assert (seen(lake), entry.checks) == ([1], (replace(FAILED, sample=()),))


def test_publishing_twice_is_publishing_once(lake: Lake) -> None:
    said = mark()
    draft = Writer(lake, said).write(EVENTS, events((1, 0)))
    first = publish(lake, EVENTS, draft, said, (), lambda draft: (), never)
    assert publish(lake, EVENTS, draft, said, (), lambda draft: (), never) == first
    assert seen(lake) == [1]


def test_a_file_that_another_run_loaded_meanwhile_is_not_loaded_twice(lake: Lake) -> None:
    mine, theirs = mark("mine", file=("a.csv", "1")), mark("theirs", file=("a.csv", "1"))
    draft = Writer(lake, mine).write(EVENTS, events((1, 0)))
    done = load(lake, EVENTS, events((1, 0)), theirs)
    assert publish(lake, EVENTS, draft, mine, (), lambda draft: (), never).snapshot == done.snapshot
    assert (seen(lake), branches(lake)) == ([1], ["main"])


def test_main_keeps_its_limits(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a"))
    table = lake.table(NAME)
    update, required = table.transaction()._set_ref_snapshot(
        snapshot_id=published(lake, NAME) or 0, ref_name="main", type="branch", min_snapshots_to_keep=7
    )
    assert isinstance(required[0], AssertRefSnapshotId)
    lake.catalog.commit_table(table, required, update)
    load(lake, EVENTS, events((2, 0)), mark("b"))
    assert lake.table(NAME).metadata.refs["main"].min_snapshots_to_keep == 7


def test_a_rollback_takes_the_ledger_back_and_the_next_run_loads_again(lake: Lake) -> None:
    first = load(lake, EVENTS, events((1, 0)), mark("a"))
    second = load(lake, EVENTS, events((2, 0)), mark("b"))
    back = rollback(lake, NAME, first.snapshot)
    assert (seen(lake), back.previous) == ([1], second.snapshot)
    assert [entry.run for entry in ledger.read(lake, NAME).entries] == ["a"]
    assert again(lake, EVENTS, events((2, 0)).read_all(), mark("b")) is not None
    assert seen(lake) == [1, 2]


def test_a_rollback_can_be_taken_back(lake: Lake) -> None:
    first = load(lake, EVENTS, events((1, 0)), mark("a"))
    second = load(lake, EVENTS, events((2, 0)), mark("b"))
    rollback(lake, NAME, first.snapshot)
    rollback(lake, NAME, second.snapshot)
    assert [entry.run for entry in ledger.read(lake, NAME).entries] == ["a", "b"]


def test_a_draft_can_not_be_published_by_rollback(lake: Lake) -> None:
    draft = Writer(lake, mark()).write(EVENTS, events((1, 0)))
    with pytest.raises(Permanent, match="was never published"):
        rollback(lake, NAME, draft.head)


def test_a_draft_begun_before_a_rollback_goes_on_top(lake: Lake) -> None:
    first = load(lake, EVENTS, events((1, 0)), mark("a"))
    load(lake, EVENTS, events((2, 0)), mark("b"))
    mine = mark("mine")
    draft = Writer(lake, mine).write(EVENTS, events((3, 0)))
    rollback(lake, NAME, first.snapshot)
    publish(lake, EVENTS, draft, mine, (), lambda draft: (), never)
    assert (seen(lake), branches(lake)) == ([1, 3], ["main"])
