from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from levada.plan.environment import Trino
from tests import servers
from tests.engines.bench import Bench
from tests.engines.trino.cluster import Project
from tests.warehouse import Lakehouse

PASSWORD = "trino_password"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture
def cluster(places: servers.Json, monkeypatch: pytest.MonkeyPatch) -> Trino:
    said = dict(places["trino"])
    if password := said.pop("password", ""):
        monkeypatch.setenv(PASSWORD.upper(), password)
        said["password"] = PASSWORD
    return Trino(**said)


@pytest.fixture
def project(cluster: Trino, places: servers.Json, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A project whose warehouse is the cluster's."""
    there = Lakehouse(places, places["rest"]["warehouse"])
    for name, value in there.secrets.items():
        monkeypatch.setenv(name, value)
    environment = there.environment(warehouse=places["rest"]["warehouse"])
    made = Project(tmp_path, replace(environment, verbs=(("sql", "trino"),), trino=cluster))
    yield made
    made.drop()
