from pathlib import Path

import pytest

from levada.plan.environment import Trino
from tests.engines.bench import Bench
from tests.engines.trino.cluster import where


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture
def cluster() -> Trino:
    return where()
