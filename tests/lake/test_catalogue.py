"""How a catalogue is opened: secrets, paths, and what is never shown."""

from dataclasses import replace
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any

import pytest

from levada.errors import Permanent
from levada.lake import catalogue
from levada.lake.catalogue import open_lake
from levada.plan.environment import Environment
from tests.lake.bench import EVENTS, LOCAL, NAME, events, load, mark

REST = Environment("prod", (("ssl/cabundle", "ca.pem"), ("type", "rest"), ("uri", "http://c"), ("warehouse", "main")))


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What pyiceberg was told."""
    found: dict[str, Any] = {}
    monkeypatch.setattr(catalogue, "_catalogue", found.update)
    return found


def test_a_secret_comes_from_its_variable(
    said: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAKE_KEY", "a:b")
    open_lake(replace(REST, secrets=(("credential", "lake_key"), ("auth/basic/password", "lake_key"))), tmp_path)
    assert (said["credential"], said["auth"]) == ("a:b", {"basic": {"password": "a:b"}})


@pytest.mark.parametrize("value", [None, ""])
def test_one_that_is_not_set_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, value: str | None) -> None:
    monkeypatch.delenv("LAKE_KEY", raising=False)
    if value is not None:
        monkeypatch.setenv("LAKE_KEY", value)
    with pytest.raises(Permanent, match=r"environments/prod\.yaml.*lake_key is not known: set .* variable LAKE_KEY"):
        open_lake(replace(REST, secrets=(("credential", "lake_key"),)), tmp_path)


def test_a_catalogue_elsewhere_names_its_own_warehouses(said: dict[str, Any], tmp_path: Path) -> None:
    open_lake(REST, tmp_path)
    assert (said["uri"], said["warehouse"]) == ("http://c", "main")


def test_certificates_lie_in_the_project(said: dict[str, Any], tmp_path: Path) -> None:
    open_lake(REST, tmp_path)
    assert said["ssl"] == {"cabundle": f"{tmp_path}/ca.pem"}


def test_keys_are_not_shown(tmp_path: Path) -> None:
    lake = open_lake(LOCAL, tmp_path)
    lake.stores.known["s3://b/t"] = {"s3.secret-access-key": "hidden"}
    assert "hidden" not in repr(lake)


def test_a_file_that_is_no_catalogue_is_told(tmp_path: Path) -> None:
    (tmp_path / ".levada").mkdir()
    (tmp_path / ".levada/catalog.db").write_text("garbage" * 100)
    with pytest.raises(Permanent, match=r"the catalogue cannot be used \(.*not a database\): look at its file"):
        open_lake(LOCAL, tmp_path)


def test_a_project_that_was_moved_is_told_where_its_tables_are(tmp_path: Path) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    load(open_lake(LOCAL, there), EVENTS, events((1, 0)), mark())
    there.rename(here)
    with pytest.raises(Permanent, match=r"there/.*json, a file of a table, is not there: .* to its old place"):
        open_lake(LOCAL, here).load(NAME)


def test_a_project_that_was_copied_does_not_touch_the_tables_of_the_other(tmp_path: Path) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    load(open_lake(LOCAL, there), EVENTS, events((1, 0)), mark())
    copytree(there, here)
    for use in (lambda lake: lake.load(NAME), lambda lake: load(lake, EVENTS, events((2, 0)), mark("r2"))):
        with pytest.raises(Permanent, match=rf"{here} was copied from {there}, .*take {here}/.levada/catalog.db and "):
            use(open_lake(LOCAL, here))
    assert open_lake(LOCAL, there).load(NAME)
    rmtree(here / ".levada")
    load(open_lake(LOCAL, here), EVENTS, events((1, 0)), mark())


def test_a_project_that_was_moved_may_have_a_link_at_its_old_place(tmp_path: Path) -> None:
    there, here = tmp_path / "there", tmp_path / "here"
    load(open_lake(LOCAL, there), EVENTS, events((1, 0)), mark())
    there.rename(here)
    there.symlink_to(here)
    assert open_lake(LOCAL, here).load(NAME)


def test_tables_may_lie_where_the_warehouse_was_before(tmp_path: Path) -> None:
    load(open_lake(LOCAL, tmp_path), EVENTS, events((1, 0)), mark())
    moved = {**dict(LOCAL.catalogue), "warehouse": ".levada/other"}
    assert open_lake(replace(LOCAL, catalogue=tuple(moved.items())), tmp_path).load(NAME)
