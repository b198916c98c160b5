from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from secrets import token_hex
from typing import TYPE_CHECKING, Any

import pytest

from levada.plan.environment import Environment, Trino
from tests import servers
from tests.engines.bench import Bench
from tests.sparks import KEPT
from tests.warehouse import Lakehouse

if TYPE_CHECKING:  # Trino's client is not there for everybody: modules that import it are skipped, this one is not
    from tests.engines.trino.cluster import Project
    from tests.engines.trino.marts import Marts

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
def there(cluster: Trino, places: servers.Json, monkeypatch: pytest.MonkeyPatch) -> Environment:
    """An environment whose warehouse is the cluster's."""
    own = Lakehouse(places, places["rest"]["warehouse"])
    for name, value in own.secrets.items():
        monkeypatch.setenv(name, value)
    return replace(own.environment(warehouse=places["rest"]["warehouse"]), trino=cluster)


@pytest.fixture
def project(there: Environment, tmp_path: Path) -> Iterator["Project"]:
    """A project whose warehouse is the cluster's."""
    from tests.engines.trino.cluster import Project

    made = Project(tmp_path, replace(there, verbs=(("sql", "trino"),)))
    yield made
    made.drop()


@pytest.fixture
def marts(there: Environment, tmp_path: Path) -> Iterator["Marts"]:
    """A dbt project of its own on the cluster, in its catalogue."""
    from tests.engines.trino.marts import Marts

    made = Marts(tmp_path, there, f"dbt_{token_hex(4)}")
    yield made
    made.drop()


@pytest.fixture
def spark(marts: "Marts", places: servers.Json, jdk: Path, spark_jars: Path) -> Iterator[Any]:
    """A session of a real Spark that sees the same tables, and the views."""
    from levada.engines.spark.driver import session, stop

    said = {"spark.master": "local[1]", "spark.driver.memory": "1g", "spark.jars": f"{spark_jars}/*.jar"} | KEPT
    properties = {**marts.lake.catalog.properties, "s3.region": places["s3"]["region"]}
    yield session(said, properties, marts.root)
    stop()
