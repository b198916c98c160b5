"""What was loaded is known from the table itself, and nothing is loaded twice."""

from dataclasses import replace

import pytest

from levada.errors import Permanent, Retryable
from levada.lake import ledger, verification
from levada.lake.catalogue import Lake
from levada.lake.entries import Entry, Ledger, SourceFile
from tests.lake.bench import EVENTS, NAME, OVERWRITTEN, REPLACED, days, events, load, mark

ENTRY = Entry("p", "load", "r", days(0), "f", (), (("raw.other", 7),), 1, "2024-01-02T00:00:00+00:00")


def test_an_append_adds_an_entry() -> None:
    other = replace(ENTRY, run="other", interval=days(1))
    assert Ledger((ENTRY,)).with_entry("append", other).entries == (ENTRY, other)


def test_a_replace_leaves_one_entry() -> None:
    other = replace(ENTRY, interval=days(5))
    assert Ledger((ENTRY,)).with_entry("replace", other).entries == (other,)


def test_an_interval_replaces_those_inside_it_only() -> None:
    old = tuple(replace(ENTRY, interval=days(number)) for number in range(3))
    new = replace(ENTRY, interval=days(0, 1), run="new")
    assert Ledger(old).with_entry("insert_overwrite", new).entries == (old[2], new)


def test_without_an_interval_a_step_replaces_its_own_last() -> None:
    mine, theirs = replace(ENTRY, interval=None), replace(ENTRY, interval=None, step="other")
    assert Ledger((mine, theirs, ENTRY)).with_entry("insert_overwrite", mine).entries == (theirs, ENTRY, mine)


def test_done_is_the_same_step_and_fingerprint() -> None:
    known = Ledger((ENTRY,))
    assert known.done("load", "f") is ENTRY
    assert [known.done(*other) for other in (("load", "g"), ("other", "f"))] == [None] * 2


def test_where_later_ones_may_have_replaced_it_only_the_newest_counts() -> None:
    known = Ledger((ENTRY, replace(ENTRY, fingerprint="g", interval=days(1))))
    assert known.done("load", "f", newest=True) is None
    assert known.done("load", "f") is ENTRY


def test_a_loaded_file_is_not_loaded_again(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a", file=("a.csv", "1")))
    (entry,) = ledger.admit(ledger.read(lake, NAME), EVENTS, mark("b", file=("a.csv", "1")))
    assert entry.run == "a"


def test_a_changed_file_is_an_error_for_append_whose_cure_is_rollback(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a", file=("a.csv", "1")))
    with pytest.raises(
        Permanent, match=r"a\.csv was loaded by run a with another content.*levada rollback raw\.events"
    ):
        ledger.admit(ledger.read(lake, NAME), EVENTS, mark("b", file=("a.csv", "2")))


def test_to_load_are_for_append_the_files_that_are_not_there(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a", file=("a.csv", "1")))
    known, (old, new, changed) = ledger.read(lake, NAME), (SourceFile("a.csv", "sha256:1", 1),
        SourceFile("b.csv", "sha256:1", 1), SourceFile("a.csv", "sha256:2", 1))  # fmt: skip
    assert ledger.to_load(known, EVENTS, (old, new, changed)) == (new, changed)
    assert ledger.to_load(known, EVENTS, (old,)) == (old,)
    assert ledger.to_load(known, REPLACED, (old, new)) == (old, new)


def test_to_load_anew_are_for_append_those_that_changed_and_what_came_with_them(lake: Lake) -> None:
    a, b, c = (SourceFile(f"{name}.csv", "sha256:1", 1) for name in "abc")
    load(lake, EVENTS, events((1, 0), (2, 0)), replace(mark("one"), files=(a, b)))
    load(lake, EVENTS, events((3, 0)), replace(mark("two"), files=(c,)))
    changed, known = replace(a, digest="sha256:2"), ledger.read(lake, NAME)
    assert ledger.to_load(known, EVENTS, (changed, b, c), reload=True) == (changed, b)
    assert ledger.to_load(known, EVENTS, (a, b, c), reload=True) == (a, b, c)


def test_of_publications_that_would_be_alike_nothing_is_to_load_anew(lake: Lake) -> None:
    a, b = (SourceFile(f"{name}.csv", "sha256:1", 1) for name in "ab")
    load(lake, EVENTS, events((1, 0)), replace(mark("one"), files=(a,)))
    load(lake, EVENTS, events((2, 0)), replace(mark("two"), files=(b,)))
    known = ledger.read(lake, NAME)
    assert ledger.to_load(known, EVENTS, (a, b), True, lambda entry: a in entry.files) == (b,)
    assert ledger.to_load(known, EVENTS, (a, b), True, lambda _: True) == (b,)


def test_files_of_which_another_run_has_loaded_some_are_to_be_tried_again(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a", file=("a.csv", "1")))
    both = replace(mark("b", file=("a.csv", "1")), files=(SourceFile("a.csv", "sha256:1", 1), SourceFile("b", "", 1)))
    with pytest.raises(Retryable, match=r"another run has loaded a\.csv meanwhile"):
        ledger.admit(ledger.read(lake, NAME), EVENTS, both)


@pytest.mark.parametrize("table", [REPLACED, OVERWRITTEN])
def test_a_changed_file_is_loaded_again_by_the_other_strategies(lake: Lake, table: object) -> None:
    load(lake, REPLACED, events((1, 0)), mark("a", file=("a.csv", "1")))
    assert ledger.admit(ledger.read(lake, NAME), table, mark("b", file=("a.csv", "2"))) == ()  # type: ignore[arg-type]


def test_a_job_appends_an_interval_once(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a", days(0)))
    assert ledger.admit(ledger.read(lake, NAME), EVENTS, mark("b", days(1))) == ()
    with pytest.raises(Permanent, match=r"has appended .* already"):
        ledger.admit(ledger.read(lake, NAME), EVENTS, mark("b", days(0)))


def test_a_foreign_commit_has_its_parents_ledger(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a"))
    lake.table(NAME).append(events((2, 0)).read_all())
    load(lake, EVENTS, events((3, 0)), mark("b"))
    assert [entry.run for entry in ledger.read(lake, NAME).entries] == ["a", "b"]


def test_a_foreign_rollback_takes_the_ledger_back(lake: Lake) -> None:
    first = load(lake, EVENTS, events((1, 0)), mark("a"))
    load(lake, EVENTS, events((2, 0)), mark("b"))
    lake.table(NAME).manage_snapshots().rollback_to_snapshot(first.snapshot).commit()
    assert [entry.run for entry in ledger.read(lake, NAME).entries] == ["a"]


def test_an_earlier_snapshot_has_the_ledger_it_had(lake: Lake) -> None:
    first = load(lake, EVENTS, events((1, 0)), mark("a"))
    load(lake, EVENTS, events((2, 0)), mark("b"))
    assert [entry.run for entry in ledger.read(lake, NAME, first.snapshot).entries] == ["a"]


def test_no_table_has_an_empty_ledger(lake: Lake) -> None:
    assert ledger.read(lake, NAME) == Ledger()


def test_the_files_of_a_table_s_ledgers_can_be_listed(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a"))
    load(lake, EVENTS, events((2, 0)), mark("b"))
    verification.record(lake, EVENTS, {})
    assert len(set(ledger.names(lake.table(NAME).metadata))) == 3
