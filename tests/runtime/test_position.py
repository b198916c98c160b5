"""A step that reads what is new: each row once, whatever happens between."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from levada.errors import Permanent, Retryable
from levada.lake import ledger
from levada.lake.catalogue import Lake, open_lake
from levada.lake.publication import published, rollback
from levada.plan.actions import Python, Sql
from levada.plan.graph import Output, Read, Task
from levada.plan.run import Run
from levada.plan.tables import Strategy, Table
from levada.runtime import stages
from levada.runtime.evidence import Outcome
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from tests.lake.bench import DELETED, EVENTS, LOCAL, MERGED, NAME, compact, events, lake_in, load, mark, seen
from tests.runtime.tasks import DAY

READ = Read(NAME, NAME, "new")


def step(strategy: Strategy = "append", query: str = f"select id, what from {NAME}") -> Task:
    table = Table("mart.events", strategy=strategy, unique_key=("id",) if strategy == "merge" else ())
    return Task("p", "s", Sql(query), (READ,), (Output("mart.events", table),), engine="embedded", gate="embedded")


def run(root: Path, task: Task | None = None, name: str = "r", **said: Any) -> Outcome:
    return perform(task or step(), Run(name, DAY, **said), LOCAL, root, Listener(lambda _: None))


def add(root: Path, *ids: int, table: Table = EVENTS, name: str = "", what: str = "") -> int:
    """Publish rows of the input."""
    loaded = load(lake_in(root), table, events(*((each, 0) for each in ids), what=what), mark(name or f"load {ids}"))
    return loaded.snapshot


def rows(root: Path, dataset: str = "mart.events") -> list[int]:
    return seen(lake_in(root), dataset)


def test_each_row_comes_once(tmp_path: Path) -> None:
    add(tmp_path, 1, 2)
    first = run(tmp_path)
    second = add(tmp_path, 3)
    compact(lake_in(tmp_path))
    add(tmp_path, 4)
    assert [run(tmp_path, name=name).status for name in "ab"] == ["published", "unchanged"]
    assert rows(tmp_path) == [1, 2, 3, 4]
    assert (dict(first.since), second) == (
        {NAME: None},
        lake_in(tmp_path).table(NAME).metadata.snapshots[2].snapshot_id,
    )


def test_a_rewrite_alone_brings_nothing(tmp_path: Path) -> None:
    add(tmp_path, 1)
    before = run(tmp_path).tables[0].snapshot
    compact(lake_in(tmp_path))
    again = run(tmp_path, name="again")
    assert (again.status, again.tables[0].snapshot) == ("unchanged", before)


def test_an_input_without_rows_makes_the_table_once(tmp_path: Path) -> None:
    add(tmp_path)
    assert [run(tmp_path, name=name).status for name in "ab"] == ["published", "unchanged"]
    add(tmp_path, 1)
    assert (run(tmp_path).status, rows(tmp_path)) == ("published", [1])


def test_the_evidence_says_from_where_to_where(tmp_path: Path) -> None:
    first = add(tmp_path, 1)
    run(tmp_path)
    second = add(tmp_path, 2)
    outcome = run(tmp_path)
    (entry, last) = ledger.read(lake_in(tmp_path), "mart.events").entries
    assert (entry.since, last.since, last.inputs) == (((NAME, None),), ((NAME, first),), ((NAME, second),))
    assert outcome.as_json()["since"] == {NAME: str(first)}


def test_a_rollback_takes_back_how_far_it_has_read(tmp_path: Path) -> None:
    add(tmp_path, 1)
    before = run(tmp_path).tables[0].snapshot
    add(tmp_path, 2)
    run(tmp_path)
    assert before
    rollback(lake_in(tmp_path), "mart.events", before)
    assert rows(tmp_path) == [1]
    run(tmp_path)
    assert rows(tmp_path) == [1, 2]


@pytest.mark.parametrize("more", [(), (3,)])
def test_an_attempt_that_was_killed_after_writing_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: tuple[int, ...]
) -> None:
    add(tmp_path, 1)
    run(tmp_path)
    add(tmp_path, 2)
    with monkeypatch.context() as patched:
        patched.setattr(stages, "publish", _killed)
        with pytest.raises(KeyboardInterrupt):
            run(tmp_path, name="killed")
    add(tmp_path, *more)
    assert (run(tmp_path, name="killed").status, rows(tmp_path)) == ("published", [1, 2, *more])


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_two_runs_at_once_do_not_both_bring_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    add(tmp_path, 1)
    run(tmp_path)
    add(tmp_path, 2)
    publish = stages.publish

    def late(*said: Any) -> object:
        monkeypatch.setattr(stages, "publish", publish)
        add(tmp_path, 3)
        run(tmp_path, name="other")
        return publish(*said)

    monkeypatch.setattr(stages, "publish", late)
    with pytest.raises(Retryable, match=r"mart.events: another run of s has read on meanwhile"):
        run(tmp_path, name="one")
    assert (run(tmp_path, name="one").status, rows(tmp_path)) == ("unchanged", [1, 2, 3])


@pytest.mark.parametrize("table", [MERGED, DELETED, replace(EVENTS, strategy="replace")])
def test_rows_that_were_replaced_are_an_error(tmp_path: Path, table: Table) -> None:
    add(tmp_path, 1, 2)
    run(tmp_path)
    add(tmp_path, 2, table=table, name="changed", what="new")
    with pytest.raises(Permanent, match=r"raw.events: changed has replaced rows .*--reload"):
        run(tmp_path)
    assert run(tmp_path, reload=True).status == "published"
    assert rows(tmp_path) == rows(tmp_path, NAME)
    add(tmp_path, 3)
    run(tmp_path)
    assert rows(tmp_path) == rows(tmp_path, NAME)


def test_by_keys_all_rows_are_read_where_some_were_replaced(tmp_path: Path) -> None:
    add(tmp_path, 1, 2)
    run(tmp_path, step("merge"))
    add(tmp_path, 2, table=MERGED, name="changed", what="new")
    outcome = run(tmp_path, step("merge"))
    assert seen(lake_in(tmp_path), "mart.events", "id, what") == [(1, ""), (2, "new")]
    assert [note.partition(" (")[0] for note in outcome.notes] == [
        "raw.events: changed has replaced rows or taken them away"
    ]
    assert run(tmp_path, step("merge")).status == "unchanged"


def test_an_input_that_was_rolled_back_is_an_error(tmp_path: Path) -> None:
    first = add(tmp_path, 1)
    add(tmp_path, 2)
    run(tmp_path)
    rollback(lake_in(tmp_path), NAME, first)
    with pytest.raises(Permanent, match=r"is not known: it was rolled back, or made anew.*--reload"):
        run(tmp_path)


def test_history_that_has_expired_is_an_error(tmp_path: Path) -> None:
    first = add(tmp_path, 1)
    run(tmp_path)
    add(tmp_path, 2)
    expire(lake_in(tmp_path), first)
    with pytest.raises(Permanent, match=r"is not known: its snapshots have expired.*--reload"):
        run(tmp_path)


def test_what_was_rewritten_and_has_expired_is_known_to_be_nothing_new(tmp_path: Path) -> None:
    add(tmp_path, 1)
    run(tmp_path)
    for _ in range(2):
        before = published(lake_in(tmp_path), NAME)
        compact(lake_in(tmp_path))
        assert (run(tmp_path).status, before is None) == ("unchanged", False)
        expire(lake_in(tmp_path), before or 0)
    add(tmp_path, 2)
    run(tmp_path)
    assert rows(tmp_path) == [1, 2]


def expire(lake: Lake, *snapshots: int) -> None:
    lake.table(NAME).maintenance.expire_snapshots().by_ids(list(snapshots)).commit()


def test_another_query_holds_for_what_is_new(tmp_path: Path) -> None:
    add(tmp_path, 1)
    run(tmp_path)
    other = step(query=f"select id + 10 as id, what from {NAME}")
    assert run(tmp_path, other).status == "unchanged"
    add(tmp_path, 2)
    run(tmp_path, other)
    assert rows(tmp_path) == [1, 12]
    run(tmp_path, other, reload=True)
    assert rows(tmp_path) == [11, 12]


def test_reloading_twice_is_reloading_once(tmp_path: Path) -> None:
    add(tmp_path, 1)
    run(tmp_path)
    add(tmp_path, 2)
    run(tmp_path)
    compact(lake_in(tmp_path), "mart.events")
    assert [run(tmp_path, reload=True).status for _ in range(2)] == ["published", "unchanged"]
    assert rows(tmp_path) == [1, 2]
    assert len(ledger.read(lake_in(tmp_path), "mart.events").entries) == 1


def test_what_was_filled_otherwise_before_is_not_read_on(tmp_path: Path) -> None:
    add(tmp_path, 1)
    whole = replace(step("replace"), reads=(replace(READ, rows="all"),))
    run(tmp_path, whole)
    with pytest.raises(Permanent, match=r"mart.events: run r \(s\) has filled it in another way.*--reload"):
        run(tmp_path)
    run(tmp_path, reload=True)
    renamed = replace(step(), step="renamed")
    with pytest.raises(Permanent, match=r"run r \(s\) has filled it in another way"):
        run(tmp_path, renamed)
    assert rows(tmp_path) == [1]


def test_items_read_on_each_by_itself(tmp_path: Path) -> None:
    add(tmp_path, 1)
    itemised = step(query=f"select id, '{{{{ item }}}}' as what from {NAME}")
    run(tmp_path, itemised, item="a")
    add(tmp_path, 2)
    for item in ("b", "a", "b"):
        run(tmp_path, itemised, item=item)
    assert seen(lake_in(tmp_path), "mart.events", "what, id") == [("a", 1), ("a", 2), ("b", 1), ("b", 2)]


def test_tables_that_stand_at_different_places_are_brought_together(tmp_path: Path) -> None:
    (tmp_path / "spark_jobs").mkdir()
    (tmp_path / "spark_jobs/job.py").write_text("def f(events):\n    return {'mart.a': events, 'mart.b': events}\n")
    into = tuple(Output(name, Table(name, strategy="append")) for name in ("mart.a", "mart.b"))
    both = replace(step(), action=Python("job", "f"), reads=(replace(READ, argument="events"),), into=into)
    add(tmp_path, 1)
    run(tmp_path, both)
    before = published(lake_in(tmp_path), "mart.b")
    add(tmp_path, 2)
    run(tmp_path, both)
    assert before
    rollback(lake_in(tmp_path), "mart.b", before)
    add(tmp_path, 3)
    outcome = run(tmp_path, both)
    assert (rows(tmp_path, "mart.a"), rows(tmp_path, "mart.b")) == ([1, 2, 3], [1, 2, 3])
    assert [(table.dataset, table.rows) for table in outcome.tables] == [("mart.b", 2), ("mart.a", 1)]


def test_what_it_only_looks_up_does_not_set_it_off(tmp_path: Path) -> None:
    add(tmp_path, 1)
    load(open_lake(LOCAL, tmp_path), replace(EVENTS, name="raw.names"), events((1, 0)), mark("names"))
    looking = step(query=f"select e.id, n.what from {NAME} e left join raw.names n on n.id = e.id")
    looking = replace(looking, reads=(READ, Read("raw.names", "raw.names")))
    run(tmp_path, looking)
    load(open_lake(LOCAL, tmp_path), replace(EVENTS, name="raw.names"), events((1, 0)), mark("more names"))
    assert (run(tmp_path, looking).status, rows(tmp_path)) == ("unchanged", [1])
