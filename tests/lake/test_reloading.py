"""What was appended and has changed is loaded anew in place of what it brought, if that can be told."""

from dataclasses import replace

import pytest

from levada.errors import Permanent
from levada.intervals import Interval
from levada.lake import ledger
from levada.lake.catalogue import Lake
from levada.lake.drafts import Mark, Writer
from levada.lake.ledger import SourceFile, to_load
from levada.lake.publication import publish
from levada.plan.run import Run
from tests.lake.bench import EVENTS, MERGED, NAME, again, compact, days, events, load, mark, never, seen


def file(name: str, content: str) -> SourceFile:
    return SourceFile(name, f"sha256:{content}", 1)


def said(run: str, *files: SourceFile, interval: Interval | None = None) -> Mark:
    """A mark of a run that loads anew."""
    known_by = "".join(f"{each.url}{each.digest}" for each in files) or run
    return replace(mark(run, interval, known_by), run=Run(run, interval, reload=True), files=files)


def entries(lake: Lake) -> list[tuple[str, int]]:
    return [(entry.run, entry.rows) for entry in ledger.read(lake, NAME).entries]


def test_a_changed_file_takes_the_place_of_what_it_brought(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0), (2, 40)), mark("a", file=("a.csv", "1")))
    load(lake, EVENTS, events((3, 0)), mark("b", file=("b.csv", "1")))
    assert again(lake, EVENTS, events((2, 0), (4, 0)).read_all(), said("c", file("a.csv", "2")))
    assert (seen(lake), entries(lake)) == ([2, 3, 4], [("b", 1), ("c", 2)])


def test_a_file_that_has_not_changed_is_not_loaded_anew(lake: Lake) -> None:
    first = said("a", file("a.csv", "1"))
    load(lake, EVENTS, events((1, 0)), first)
    assert again(lake, EVENTS, events((9, 0)).read_all(), said("b", file("a.csv", "1"))) is None


def test_files_that_came_together_are_loaded_anew_together(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0), (2, 0)), said("a", file("a.csv", "1"), file("b.csv", "1")))
    with pytest.raises(Permanent, match=r"run a has brought cannot .* together with those of b\.csv.*levada rollback"):
        load(lake, EVENTS, events((9, 0)), said("b", file("a.csv", "2")))
    load(lake, EVENTS, events((9, 0)), said("c", file("a.csv", "2"), file("b.csv", "1")))
    assert seen(lake) == [9]


def test_what_was_rewritten_cannot_be_told_from_the_rest(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a", file=("a.csv", "1")))
    load(lake, EVENTS, events((2, 0)), mark("b", file=("b.csv", "1")))
    compact(lake)
    with pytest.raises(Permanent, match="their files were rewritten meanwhile"):
        load(lake, EVENTS, events((9, 0)), said("c", file("a.csv", "2")))
    assert seen(lake) == [1, 2]


def test_an_interval_of_a_job_is_appended_anew(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a", days(0)))
    load(lake, EVENTS, events((2, 1)), mark("b", days(1)))
    load(lake, EVENTS, events((9, 0)), said("c", interval=days(0)))
    assert (seen(lake), entries(lake)) == ([2, 9], [("b", 1), ("c", 1)])


def test_who_was_overtaken_looks_again_for_what_goes(lake: Lake) -> None:
    load(lake, EVENTS, events((1, 0)), mark("a", file=("a.csv", "1")))
    mine = said("mine", file("a.csv", "2"))
    draft = Writer(lake, mine).write(EVENTS, events((9, 0)))
    load(lake, EVENTS, events((2, 0)), mark("b", file=("b.csv", "1")))
    publish(lake, EVENTS, draft, mine, (), lambda draft: (), never)
    assert (seen(lake), entries(lake)) == ([2, 9], [("b", 1), ("mine", 1)])


def test_merges_bring_the_files_that_are_new_and_all_of_them_if_loaded_anew(lake: Lake) -> None:
    old, new = file("a.csv", "1"), file("b.csv", "1")
    load(lake, MERGED, events((1, 0)), said("a", old))
    known = ledger.read(lake, NAME)
    assert to_load(known, MERGED, (old, new), reload=False) == (new,)
    assert to_load(known, MERGED, (old, new), reload=True) == (old, new)


def test_of_files_merged_together_those_that_did_not_change_are_remembered(lake: Lake) -> None:
    load(lake, MERGED, events((1, 0), (2, 0)), said("a", file("a.csv", "1"), file("b.csv", "1")))
    load(lake, MERGED, events((1, 1)), said("b", file("a.csv", "2")))
    known = ledger.read(lake, NAME)
    assert [[each.url for each in entry.files] for entry in known.entries] == [["b.csv"], ["a.csv"]]
    both = replace(mark("c", code="c"), files=(file("a.csv", "2"), file("b.csv", "1")))
    assert ledger.admit(known, MERGED, both)
