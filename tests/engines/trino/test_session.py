"""Asking the real Trino: what queries leave behind, and what becomes of those that nobody waits for."""

import signal
import time
from pathlib import Path

import pytest
from trino.exceptions import TrinoQueryError

from levada.engines.base import Query
from levada.engines.trino.connection import connect
from levada.engines.trino.session import Session
from levada.errors import Retryable
from levada.plan.environment import Trino

LONG = "select count(*) as n from tpch.sf10000.lineitem where comment like '%levada%'"


@pytest.fixture
def asked() -> list[Query]:
    return []


@pytest.fixture
def session(cluster: Trino, tmp_path: Path, asked: list[Query]) -> Session:
    return Session(connect(cluster, tmp_path, "test"), asked.append)


def test_a_query_leaves_its_evidence(session: Session, asked: list[Query]) -> None:
    assert session.rows("select count(*) from tpch.tiny.orders") == [(15000,)]
    (query,) = asked
    assert (query.state, query.rows, query.id in query.url) == ("FINISHED", 15000, True)
    assert session.rows(f"select source, state from system.runtime.queries where query_id = '{query.id}'") == [
        ("levada", "FINISHED")
    ]


def test_a_query_that_nobody_waits_for_is_cancelled(session: Session, asked: list[Query]) -> None:
    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, 1)
    with pytest.raises(KeyboardInterrupt):
        session.rows(LONG)
    (query,) = asked
    assert (query.state, _ended(session, query.id)) == ("CANCELED", ("FAILED", "USER_CANCELED"))


def test_a_query_that_fails_says_so(session: Session, asked: list[Query]) -> None:
    with pytest.raises(TrinoQueryError, match="Division by zero"):
        session.rows("select 1 / 0 as n")
    assert [query.state for query in asked] == ["FAILED"]


def test_nobody_there(tmp_path: Path) -> None:
    session = Session(connect(Trino("http://127.0.0.1:1", user="ann"), tmp_path))
    with pytest.raises(Retryable, match=r"Trino cannot be reached: .*Connection refused.*engines\.trino\.uri"):
        session.rows("select 1")


def _ended(session: Session, query: str) -> tuple[str, str]:
    """How a query has ended, which is known a moment later."""
    while True:
        said = f"select state, error_code from system.runtime.queries where query_id = '{query}'"
        (state, error), *_ = session.rows(said)
        if state in ("FAILED", "FINISHED"):
            return state, error
        time.sleep(0.1)
