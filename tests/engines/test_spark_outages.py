"""What Spark meets of a catalogue and an object store that misbehave: a proxy stands before the real ones."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from levada.errors import Permanent, Retryable
from levada.plan.actions import Sql
from levada.plan.environment import Environment
from levada.plan.tables import Table
from levada.runtime.failures import kind
from tests.engines.bench import Bench
from tests.engines.flights import FLIGHTS, READS, ROWS
from tests.proxy import STORE, Asked, Proxy, proxy
from tests.warehouse import Lakehouse

pytestmark = pytest.mark.lakehouse

INTO = Table("staging.t")
ONCE = {"rest.client.max-retries": "1"}
"""Iceberg's own client tries again for half a minute."""


@pytest.fixture
def catalogue(warehouse: Lakehouse) -> Iterator[Proxy]:
    with proxy(warehouse.places["rest"]["uri"]) as made:
        yield made


@pytest.fixture
def store(warehouse: Lakehouse) -> Iterator[Proxy]:
    with proxy(warehouse.places["s3"]["endpoint"], STORE) as made:
        yield made


@pytest.fixture
def bench(tmp_path: Path, lakehouse: Lakehouse, catalogue: Proxy, store: Proxy, real: Environment) -> Bench:
    token = f"{catalogue.address}/v1/oauth/tokens"
    there = {"uri": catalogue.address, "oauth2-server-uri": token, "s3.endpoint": store.address, **ONCE}
    made = Bench(tmp_path, environment=replace(lakehouse.environment(**there), spark=real.spark), engine="spark")
    made.fill(FLIGHTS, ROWS)
    return made


def by_spark(asked: Asked) -> bool:
    return "PyIceberg" not in asked.agent and "aws-sdk-cpp" not in asked.agent


def tables(asked: Asked) -> bool:
    return by_spark(asked) and "/tables/" in asked.path


def data(asked: Asked) -> bool:
    return by_spark(asked) and "/data/" in asked.path


def ask(bench: Bench) -> None:
    bench.perform(Sql("select carrier, n from raw.flights"), INTO, reads=READS)


@pytest.mark.parametrize(
    ("how", "kind_", "said", "id_"),
    [
        (401, Retryable, "the catalogue does not take Spark's token any more .*by the proxy", "connection"),
        (403, Permanent, r"the catalogue does not let Spark \(ForbiddenException: .*: let whoever", "access"),
        (500, Retryable, "the catalogue does not answer Spark .*try again$", "connection"),
        ("lost", Retryable, "could not reach a server .*try again$", "connection"),
    ],
)
def test_a_catalogue_that_fails_spark(
    bench: Bench, catalogue: Proxy, how: Any, kind_: Any, said: str, id_: str
) -> None:
    catalogue.always(tables, how)
    is_told(bench, kind_, said, id_)


@pytest.mark.parametrize(
    ("status", "word", "said"),
    [
        (403, "AccessDenied", r"the object store does not let Spark, .*\(AccessDeniedException: .*variables that hold"),
        (404, "NoSuchKey", r"the object store has lost a file of a table \(.*backup$"),
    ],
)
def test_a_store_that_fails_spark(bench: Bench, store: Proxy, status: int, word: str, said: str) -> None:
    store.word = word
    store.always(data, status)
    is_told(bench, Permanent, said, "access")


def is_told(bench: Bench, kind_: Any, said: str, id_: str) -> None:
    with pytest.raises(kind_, match=f"step step: .*{said}") as raised:
        ask(bench)
    assert (kind(raised.value), "\n" in str(raised.value)) == (id_, False)
