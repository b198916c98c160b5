"""A catalogue that lends keys to the store for each table, and they run out. The one that is there lends none: a
stand-in before it does."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from levada.errors import Retryable
from levada.plan.actions import Sql
from levada.plan.environment import Environment
from levada.plan.tables import Table
from levada.runtime.failures import kind
from tests.engines.bench import Bench, python
from tests.engines.flights import FLIGHTS, READS, ROWS
from tests.proxy import STORE, Asked, Proxy, proxy
from tests.warehouse import SECRETS, Lakehouse

pytestmark = pytest.mark.lakehouse

INTO = Table("staging.t")
QUERY = Sql("select n from raw.flights")
RENEWED = {"client.refresh-credentials-endpoint": "v1/keys"}
"""Where Iceberg's own client would get new ones, which the stand-in has not: only we are told."""


@pytest.fixture
def store(warehouse: Lakehouse) -> Iterator[Proxy]:
    with proxy(warehouse.places["s3"]["endpoint"], STORE) as made:
        yield made


@pytest.fixture
def catalogue(warehouse: Lakehouse) -> Iterator[Proxy]:
    keys = warehouse.places["s3"]
    lent = {"s3.access-key-id": keys["access_key"], "s3.secret-access-key": keys["secret_key"]}

    def lend(asked: Asked, answer: bytes) -> bytes:
        said = json.loads(answer) if answer.startswith(b"{") else {}
        if "metadata" in said:
            said["config"] = (said.get("config") or {}) | lent | (RENEWED if "PyIceberg" in asked.agent else {})
        return json.dumps(said).encode() if "metadata" in said else answer

    with proxy(warehouse.places["rest"]["uri"]) as made:
        made.changed = lend
        yield made


@pytest.fixture
def there(lakehouse: Lakehouse, catalogue: Proxy, store: Proxy) -> Environment:
    """One that has no keys of its own."""
    addresses = {"uri": catalogue.address, "s3.endpoint": store.address}
    return replace(lakehouse.environment(**addresses), secrets=SECRETS[:1])


def runs_out(store: Proxy, name: str) -> None:
    store.word, store.body = "ExpiredToken", STORE.replace("by the proxy", "The provided token has expired.")
    store.always(lambda asked: asked.method == "GET" and f"/{name}" in asked.path and "/data/" in asked.path, 400)


@pytest.mark.parametrize("action", [QUERY, python("f")], ids=["here", "in a child"])
def test_steps_have_no_others_and_begin_again_with_new_ones(
    there: Environment, store: Proxy, tmp_path: Path, action: Any
) -> None:
    bench = Bench(tmp_path, environment=there)
    bench.fill(FLIGHTS, ROWS)
    bench.file("spark_jobs/job.py", "def f(flights): return flights")
    runs_out(store, "flights")
    with pytest.raises(Retryable, match=r"(says that our keys|as it does when keys) have run out") as raised:
        bench.perform(action, INTO, reads=READS)
    assert kind(raised.value) == "connection"
    store.misbehave = lambda asked: None
    bench.perform(action, INTO, reads=READS)
    assert sorted(row["n"] for row in bench.rows(INTO.name)) == [1, 2, 3]


def test_so_does_spark(there: Environment, store: Proxy, real: Environment, tmp_path: Path) -> None:
    bench = Bench(tmp_path, environment=replace(there, spark=real.spark), engine="spark")
    bench.fill(FLIGHTS, ROWS)
    runs_out(store, "flights")
    with pytest.raises(Retryable, match="keys have run out") as raised:
        bench.perform(QUERY, INTO, reads=READS)
    assert kind(raised.value) == "connection"
    store.misbehave = lambda asked: None
    bench.perform(QUERY, INTO, reads=READS)
    assert sorted(row["n"] for row in bench.rows(INTO.name)) == [1, 2, 3]
