"""Several tables published at one moment, in a real catalogue; and one that has no such commit."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from levada.errors import Blocked, Retryable
from levada.lake import ledger, races
from levada.lake.catalogue import Lake, open_lake
from levada.lake.draft import Draft
from levada.lake.drafts import Writer
from levada.lake.publication import published
from levada.lake.together import publish_together
from levada.plan.checks import CheckResult
from tests.lake.bench import EVENTS, REPLACED, branches, events, lake_in, load, mark, never, seen
from tests.proxy import Asked, Proxy, proxy
from tests.warehouse import Lakehouse

pytestmark = pytest.mark.lakehouse

TABLES = {"raw.one": replace(EVENTS, name="raw.one"), "raw.two": replace(REPLACED, name="raw.two")}
MINE = mark("mine", file=("a.csv", "1"))
PASSED: dict[str, tuple[CheckResult, ...]] = {"raw.one": (), "raw.two": ()}


@pytest.fixture
def catalogue(warehouse: Lakehouse) -> Iterator[Proxy]:
    with proxy(warehouse.places["rest"]["uri"]) as made:
        yield made


@pytest.fixture
def lake(lakehouse: Lakehouse, catalogue: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lake:
    """Two tables with a row in each, behind the proxy."""
    monkeypatch.setattr(races, "sleep", lambda seconds: None)
    lake = open_lake(lakehouse.environment(uri=catalogue.address), tmp_path)
    for table in TABLES.values():
        load(lake, table, events((1, 0)), mark("first"))
    catalogue.asked.clear()
    return lake


def together(asked: Asked) -> bool:
    return asked[1].endswith("/transactions/commit")


def drafted(lake: Lake) -> dict[str, Draft]:
    writer = Writer(lake, MINE)
    return {name: writer.write(table, events((2, 1), (3, 1))) for name, table in TABLES.items()}


def publish(lake: Lake, found: Mapping[str, Draft], rewrite: Any = never) -> Any:
    return publish_together(lake, TABLES, found, MINE, PASSED, lambda again: PASSED, rewrite)


def is_published(lake: Lake) -> None:
    assert (seen(lake, "raw.one"), seen(lake, "raw.two")) == ([1, 2, 3], [2, 3])
    assert [[entry.run for entry in ledger.read(lake, name).entries] for name in TABLES] == [
        ["first", "mine"],
        ["mine"],
    ]
    assert [branches(lake, name) for name in TABLES] == [["main"], ["main"]]


def test_they_are_published_in_one_commit(lake: Lake, catalogue: Proxy) -> None:
    found = drafted(lake)
    done = publish(lake, found)
    assert [(one.dataset, one.snapshot, one.rows) for one in done] == [(n, d.head, 2) for n, d in found.items()]
    assert sum(map(together, catalogue.asked)) == 1
    is_published(lake)


@pytest.mark.parametrize("how", [503, 409, ("after", 504), ("after", 409), "lost", 401])
def test_a_commit_that_is_not_answered_as_it_ended(lake: Lake, catalogue: Proxy, how: Any) -> None:
    found = drafted(lake)
    catalogue.once(together, how)
    assert [one.rows for one in publish(lake, found)] == [2, 2]
    is_published(lake)


@pytest.mark.parametrize("how", [404, 405, 501])
def test_a_catalogue_that_takes_one_table_at_a_time(lake: Lake, catalogue: Proxy, how: int) -> None:
    found = drafted(lake)
    catalogue.always(together, how)
    assert publish(lake, found) is None
    assert [seen(lake, name) for name in TABLES] == [[1], [1]]
    assert publish(lake, found) is None
    assert sum(map(together, catalogue.asked)) == 1


def test_none_is_published_where_one_fails_its_checks(lake: Lake) -> None:
    failed = CheckResult("raw.two", "c", "error", passed=False, count=1, rows=2, must="must be 0")
    with pytest.raises(Blocked):
        publish_together(lake, TABLES, drafted(lake), MINE, PASSED | {"raw.two": (failed,)}, never, never)
    assert [seen(lake, name) for name in TABLES] == [[1], [1]]


def test_who_was_overtaken_in_one_table_is_published_in_both(lake: Lake) -> None:
    found = drafted(lake)
    load(lake, TABLES["raw.one"], events((9, 0)), mark("theirs"))
    assert [one.rebased for one in publish(lake, found)] == [1, 1]
    assert (seen(lake, "raw.one"), seen(lake, "raw.two")) == ([1, 2, 3, 9], [2, 3])


def test_what_has_to_be_done_again_takes_the_others_with_it(lake: Lake) -> None:
    found = drafted(lake)
    load(lake, TABLES["raw.two"], events((9, 0)), mark("theirs"))
    assert [one.rebased for one in publish(lake, found, lambda: drafted(lake))] == [1, 1]
    is_published(lake)


def test_others_may_be_faster_for_ever(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("levada.lake.together.REWRITES", 3)

    def overtaken() -> dict[str, Draft]:
        found = drafted(lake)
        load(lake, TABLES["raw.two"], events((9, 0)), mark(f"theirs {published(lake, 'raw.two')}"))
        return found

    with pytest.raises(Retryable, match=r"raw\.one, raw\.two: others kept publishing"):
        publish(lake, overtaken(), overtaken)
    assert [branches(lake, name) for name in TABLES] == [["main"], ["main"]]


def test_files_take_one_table_at_a_time(tmp_path: Path) -> None:
    lake = lake_in(tmp_path)
    assert publish(lake, drafted(lake)) is None
