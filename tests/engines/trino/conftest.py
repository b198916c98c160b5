from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_hex

import pytest

from levada.plan.environment import Trino
from tests import servers
from tests.engines.bench import Bench
from tests.engines.trino.cluster import where
from tests.engines.trino.marts import Marts
from tests.warehouse import Lakehouse


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture
def cluster() -> Trino:
    return where()


@pytest.fixture
def marts(places: servers.Json, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Marts]:
    """A dbt project of its own on the cluster, in its catalogue."""
    there = Lakehouse(places, places["rest"]["warehouse"])
    for name, value in there.secrets.items():
        monkeypatch.setenv(name, value)
    said = places["trino"]
    monkeypatch.setenv("TRINO_PASSWORD", said.get("password", ""))
    trino = Trino(
        said["uri"],
        said["user"],
        password="trino_password" if said.get("password") else "",
        verify=said.get("verify", ""),
        catalog=said["catalog"],
    )
    made = Marts(tmp_path, replace(there.environment(), trino=trino), f"dbt_{token_hex(4)}")
    try:
        yield made
    finally:
        made.drop()
