"""What an environment knows of its tables' names, and when it looks again."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from levada.errors import Retryable
from levada.plan.environment import Environment, Trino
from levada.relay.identity import address
from levada.relay.knowledge import OLD, Knowledge, known
from tests.engines.bench import Bench, table

Json = Any


class Asked:
    """A bench whose lake is counted, with a clock."""

    def __init__(self, root: Path) -> None:
        self.bench, self.now, self.times = Bench(root), 0.0, 0
        self.knowledge = Knowledge(known(self.bench.environment, ()), self.lake, lambda: self.now)

    def lake(self) -> Any:
        self.times += 1
        return self.bench.lake

    def fill(self, name: str) -> str:
        """Where it lies then."""
        self.bench.fill(table(name, id="long"), pa.table({"id": [1]}))
        return self.bench.lake.table(name).location()

    def name(self, place: str) -> str:
        event = {"inputs": [{"namespace": "file", "name": address(place).removeprefix("file:")}]}
        (found,) = self.knowledge.normalised(event)["inputs"]
        return str(found["name"])


@pytest.fixture
def asked(tmp_path: Path) -> Asked:
    return Asked(tmp_path)


def test_an_environment_s_file_says_how_its_catalogue_is_called() -> None:
    catalogue = (("type", "rest"), ("uri", "http://catalogue:8181/"))
    found = known(Environment("prod", catalogue, trino=Trino("https://t", catalog="ice")), ["raw.a"])
    assert (found.namespace, found.catalogue, found.addresses) == ("iceberg://prod", "ice", {"http://catalogue:8181"})
    assert found.filled == {"raw.a"}


def test_a_file_has_no_address_that_others_could_mean() -> None:
    assert known(Environment("local", (("type", "sql"), ("uri", "sqlite:///x.db"))), ()).addresses == frozenset()


def test_tables_are_known_by_where_they_lie(asked: Asked) -> None:
    place = asked.fill("raw.orders")
    assert (asked.name(f"{place}/data/x.parquet"), asked.name(place), asked.times) == ("raw.orders", "raw.orders", 1)


def test_a_table_made_meanwhile_is_looked_for(asked: Asked) -> None:
    asked.name(asked.fill("raw.orders"))
    assert (asked.name(asked.fill("raw.lines")), asked.times) == ("raw.lines", 2)


def test_what_is_no_table_is_looked_for_once(asked: Asked) -> None:
    place = asked.fill("raw.orders")
    assert {asked.name(f"{place}2") for _ in range(3)} == {address(f"{place}2").removeprefix("file:")}
    assert asked.times == 2


def test_a_table_that_was_made_anew_is_found_after_a_while(asked: Asked) -> None:
    asked.name(asked.fill("raw.orders"))
    asked.now += OLD + 1
    asked.name("/elsewhere")
    assert asked.times == 2


def test_as_long_as_nobody_can_be_asked_an_event_waits(asked: Asked, monkeypatch: pytest.MonkeyPatch) -> None:
    place = asked.fill("raw.orders")

    def silent() -> Any:
        raise Retryable("the catalogue does not answer")

    asked.knowledge.lake = silent
    with pytest.raises(Retryable):
        asked.name(place)
    asked.knowledge.lake = asked.lake
    assert asked.name(place) == "raw.orders"


def test_a_table_that_cannot_be_opened_is_no_reason_to_wait(asked: Asked) -> None:
    asked.fill("raw.broken")
    broken = asked.bench.lake.table("raw.broken")
    place = asked.fill("raw.orders")
    Path(broken.metadata_location.removeprefix("file://")).unlink()
    assert asked.name(place) == "raw.orders"
