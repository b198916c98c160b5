from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from levada.plan.environment import Trino
from tests.engines.bench import Bench
from tests.engines.trino.cluster import Project
from tests.lakehouse import PLACES, Lakehouse, places


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture
def cluster() -> Trino:
    found = places()
    if found is None or "trino" not in found:
        pytest.skip(f"no Trino: {PLACES} names a file that says where one is")
    return Trino(found["trino"]["uri"], user=found["trino"]["user"], catalog=found["trino"]["catalog"])


@pytest.fixture
def project(cluster: Trino, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    """A project whose warehouse is the cluster's."""
    known = places()
    assert known
    there = Lakehouse(known, known["rest"]["warehouse"])
    for name, value in there.secrets.items():
        monkeypatch.setenv(name, value)
    environment = there.environment(warehouse=known["rest"]["warehouse"])
    made = Project(tmp_path, replace(environment, verbs=(("sql", "trino"),), trino=cluster))
    yield made
    made.drop()
