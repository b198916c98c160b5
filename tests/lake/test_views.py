"""Views of what another engine has built, when the catalogue fails after the commit: readers get what is published, or
whoever publishes is told that they have not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from levada.errors import LevadaError, Permanent, Retryable
from levada.lake import races
from levada.lake.catalogue import Lake, open_lake
from levada.lake.publication import published, settle
from levada.lake.rollback import rollback
from tests.lake.test_built import NAME, drafted, shown
from tests.lake.test_outages import behind
from tests.proxy import Asked, Proxy, proxy
from tests.warehouse import Lakehouse

pytestmark = pytest.mark.lakehouse


@pytest.fixture
def catalogue(warehouse: Lakehouse) -> Iterator[Proxy]:
    with proxy(warehouse.places["rest"]["uri"]) as made:
        yield made


@pytest.fixture
def lake(lakehouse: Lakehouse, catalogue: Proxy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Lake]:
    monkeypatch.setattr(races, "sleep", lambda seconds: None)
    straight = Proxy(lakehouse.places["s3"]["endpoint"])
    made = open_lake(behind(lakehouse, catalogue, straight), tmp_path)
    yield made
    catalogue.misbehave = lambda asked: None
    made.catalog.drop_view(NAME)


def columns(lake: Lake) -> list[str]:
    """What readers have: the columns of the view."""
    names: list[str] = [field.name for field in lake.catalog.load_view(NAME).schema().fields]
    return names


def makes(asked: Asked) -> bool:
    return asked.method == "POST" and asked.path.endswith("/views")


def changes(asked: Asked) -> bool:
    return asked.method == "POST" and asked.path.endswith("/views/sums")


@pytest.mark.parametrize("how", [503, 429, 401, ("after", 504), "lost"])
def test_one_that_cannot_be_made_at_once(lake: Lake, catalogue: Proxy, how: Any) -> None:
    writer, _ = drafted(lake, "a", 1)
    catalogue.once(makes, how)
    shown(lake, writer)
    assert columns(lake) == ["id"]


@pytest.mark.parametrize("how", [503, 409, 429, 500, 401, ("after", 504), "lost"])
def test_one_that_cannot_be_changed_at_once(lake: Lake, catalogue: Proxy, how: Any) -> None:
    shown(lake, drafted(lake, "a", 1)[0])
    writer, _ = drafted(lake, "b", 2, more="x")
    catalogue.once(changes, how)
    shown(lake, writer)
    assert columns(lake) == ["id", "more"]


def test_a_commit_that_was_not_answered_and_then_a_view_that_cannot_be_read(lake: Lake, catalogue: Proxy) -> None:
    shown(lake, drafted(lake, "a", 1)[0])
    writer, _ = drafted(lake, "b", 2, more="x")
    answers = iter(["lost"])
    of_view = iter([None, 503])

    def misbehave(asked: Asked) -> Any:
        if asked.method == "POST" and asked.path.endswith("/tables/sums"):
            return next(answers, None)
        return next(of_view, None) if asked.method == "GET" and asked.path.endswith("/views/sums") else None

    catalogue.misbehave = misbehave
    shown(lake, writer)
    assert (columns(lake), next(of_view, "all")) == (["id", "more"], "all")


@pytest.mark.parametrize(("how", "kind"), [(503, Retryable), (403, Permanent)])
def test_one_that_stays_as_it_is_is_no_success(lake: Lake, catalogue: Proxy, how: int, kind: type[LevadaError]) -> None:
    shown(lake, drafted(lake, "a", 1)[0])
    writer, _ = drafted(lake, "b", 2, more="x")
    catalogue.always(changes, how)
    with pytest.raises(kind):
        shown(lake, writer)
    catalogue.misbehave = lambda asked: None
    assert columns(lake) == ["id"]
    settle(lake, NAME)
    assert columns(lake) == ["id", "more"]


def test_a_rollback_of_which_nobody_was_told(lake: Lake, catalogue: Proxy) -> None:
    shown(lake, drafted(lake, "a", 1, more="x")[0])
    before = published(lake, NAME)
    assert before
    shown(lake, drafted(lake, "b", 2)[0])
    catalogue.once(lambda asked: asked.method == "POST" and asked.path.endswith("/tables/sums"), "lost")
    rollback(lake, NAME, before)
    assert columns(lake) == ["id", "more"]


def test_columns_of_long_ago_come_back(lake: Lake) -> None:
    """Catalogues keep ten versions of a view."""
    for number in range(13):
        shown(lake, drafted(lake, f"r{number}", number, **{f"c{number}": "x"})[0])
        if number == 1:
            early = published(lake, NAME)
    assert early
    wanted = ["id", "c0", "c1"]
    assert columns(lake) != wanted
    rollback(lake, NAME, early)
    assert columns(lake) == wanted
