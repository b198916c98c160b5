"""What the cluster does to a dbt build: it loses nothing, and is begun again only where that may help."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from levada.engines.trino import dbt_turn, running
from levada.errors import Permanent, Retryable
from levada.lakehouse.certificate import make
from levada.plan.environment import Environment, Trino
from levada.runtime.failures import kind
from tests.engines.trino.marts import Marts
from tests.proxy import Proxy, proxy

pytestmark = pytest.mark.lakehouse

MODELS = {
    "a__sql": "select carrier, n from {{ FLIGHTS }}",
    "b__sql": "select count(distinct comment) as n from tpch.tiny.orders where 0 < (select max(n) from {{ ref('a') }})",
}


@pytest.fixture
def before(cluster: Trino, tmp_path: Path) -> Iterator[Proxy]:
    """A proxy before the cluster."""
    make(tmp_path / "proxy.pem", tmp_path / "both.pem")
    with proxy(cluster.uri, certificate=tmp_path / "both.pem", trusted=Path(cluster.verify)) as made:
        yield made


class Ear(list[str]):
    """Lines of progress; from one that says that so much is done, some requests are answered with a status."""

    def __init__(self, cluster: Proxy, status: int, done: str = "1 of 2 OK", path: str = "/executing/") -> None:
        super().__init__()
        self.cluster, self.status, self.done, self.path = cluster, status, done, path

    def append(self, line: str) -> None:
        super().append(line)
        if self.done in line:
            self.cluster.always(lambda asked: self.path in asked.path, self.status)


def given(there: Environment, **cluster: object) -> Environment:
    assert there.trino
    return replace(there, trino=replace(there.trino, **cluster))  # type: ignore[arg-type]


def test_a_build_that_the_cluster_forgets_goes_on_where_it_was(
    marts: Marts, before: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (running, dbt_turn):
        monkeypatch.setattr(module, "SILENT", 8)
    marts.write(**MODELS)
    marts.fill(carrier=["UA"], n=[1])
    marts.environment = given(marts.environment, uri=before.address, verify=str(marts.root / "proxy.pem"))
    marts.said = Ear(before, 404)
    with pytest.raises(Retryable, match=r"models/b\.sql: .*404") as raised:
        marts.run("one", "a", "b")
    assert kind(raised.value) == "cluster"
    assert f"{marts.space}.a" not in marts.lake.datasets()
    before.misbehave, marts.said = lambda asked: None, []
    assert marts.run("one", "a", "b").status == "published"
    assert not [line for line in marts.said if "dbt" in line and "of 2" in line]


def test_a_build_whose_cluster_is_gone_altogether_goes_on_where_it_was(
    marts: Marts, before: Proxy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor does it tell then how many rows dbt's tests have looked at."""
    for module in (running, dbt_turn):
        monkeypatch.setattr(module, "SILENT", 8)
    marts.write(**MODELS, models__yml="models: [{name: a, columns: [{name: carrier, data_tests: [unique]}]}]")
    marts.fill(carrier=["UA"], n=[1])
    marts.environment = given(marts.environment, uri=before.address, verify=str(marts.root / "proxy.pem"))
    marts.said = Ear(before, 503, "2 of 3 PASS", "/v1/")
    with pytest.raises(Retryable):
        marts.run("one", "a", "b")
    before.misbehave, marts.said = lambda asked: None, []
    assert marts.run("one", "a", "b").status == "published"
    assert [line for line in marts.said if "1 of 1 OK" in line]


def test_what_a_killed_snapshot_has_left_half_way_is_in_nobodys_way(marts: Marts) -> None:
    taken = (
        "{{ config(unique_key='carrier', strategy='check', check_cols=['n']) }} select carrier, n from {{ FLIGHTS }}"
    )
    marts.write(kept__sql=f"{{% snapshot kept %}}{taken}{{% endsnapshot %}}")
    marts.fill(carrier=["UA"], n=[1])
    marts.run("one", "kept")
    marts.rows("CREATE TABLE SPACE__build.kept__dbt_tmp AS SELECT 1 AS n")
    marts.fill(carrier=["UA"], n=[2])
    assert marts.run("two", "kept").status == "published"
    assert sorted(marts.rows("SELECT n, dbt_valid_to IS NULL FROM SPACE.kept")) == [(1, False), (2, True)]
    assert not marts.lake.catalog.table_exists(f"{marts.space}__build.kept__dbt_tmp")


def test_a_model_that_needs_more_memory_than_it_may_have(marts: Marts) -> None:
    marts.write(**MODELS)
    marts.fill(carrier=["UA"], n=[1])
    whole = marts.environment
    marts.environment = given(whole, session_properties=(("query_max_memory_per_node", "1MB"),))
    with pytest.raises(Permanent, match=r"(?s)EXCEEDED_LOCAL_MEMORY_LIMIT.*give it more: query_max_memory_per_node"):
        marts.run("one", "a", "b")
    assert f"{marts.space}.a" not in marts.lake.datasets()
    marts.environment = whole
    assert marts.run("one", "a", "b").status == "published"
