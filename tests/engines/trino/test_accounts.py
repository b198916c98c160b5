"""What a cluster tells of a query that dbt has asked."""

import pytest

from levada.engines.base import Query
from levada.engines.trino.accounts import account, known
from levada.engines.trino.connection import connect
from levada.engines.trino.session import Session
from levada.plan.environment import Trino
from tests.engines.trino.cluster import Project

WHERE = Trino("https://t", user="ann")
STATS = {
    "physicalInputPositions": 75175, "physicalInputDataSize": "2123B",
    "elapsedTime": "1.24m", "totalCpuTime": "202.00ms", "peakUserMemoryReservation": "993136B",
}  # fmt: skip


def test_what_it_knows_is_evidence() -> None:
    assert account(WHERE, "q1", "FINISHED", 1.5, STATS) == Query(
        "q1", "https://t/ui/query.html?q1", "FINISHED", 75175, 2123, 74.4, 0.202, 993136
    )


def test_of_what_it_has_forgotten_dbt_s_own_words_stay() -> None:
    assert account(WHERE, "q1", "", 1.5, {}) == Query("q1", "https://t/ui/query.html?q1", "", seconds=1.5)


@pytest.mark.lakehouse
def test_the_real_one_is_asked(project: Project) -> None:
    seen: list[Query] = []
    there = Session(connect(project.cluster, project.root), seen.append)
    there.rows("SELECT max(orderdate) FROM tpch.tiny.orders")
    (query,) = seen
    told = known(project.cluster, project.root, ["20200101_000000_00000_aaaaa", query.id])
    assert list(told) == [query.id]
    again = account(project.cluster, query.id, query.state, 0, told[query.id])
    assert (again.rows, again.bytes, again.url) == (query.rows, query.bytes, query.url)
    assert again.rows == 15000
