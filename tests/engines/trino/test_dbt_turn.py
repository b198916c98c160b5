"""Builds of one step, one after another: who came first goes first, and who was killed is not waited for."""

import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from levada.engines.base import Work
from levada.engines.trino import dbt_turn
from levada.engines.trino.dbt_turn import turn
from levada.engines.trino.session import comment, session
from levada.errors import Retryable
from levada.plan.run import Run
from tests.engines.trino.marts import Marts

pytestmark = pytest.mark.lakehouse

SLOW = "select count(*) as n from tpch.sf10000.lineitem where comment like '%levada%'"
GROWING = (
    "{{ config(materialized='incremental', incremental_strategy='append') }} "
    "select '{{ var(\"who\") }}' as who, count(*) as n from tpch.sf1.orders"
)


def running(marts: Marts) -> int:
    """Queries of the space's builds that have not ended: slow ones, for others are gone before anybody looks again."""
    asked = f"strpos(query, '{marts.space}__build') > 0 AND starts_with(query, '/* levada:')"
    asked += " AND strpos(query, 'lineitem') > 0"
    ((count,),) = marts.rows(
        f"SELECT count(*) FROM system.runtime.queries WHERE state NOT IN ('FINISHED', 'FAILED') AND {asked}"
    )
    return int(count)


@contextmanager
def building(marts: Marts) -> Iterator["subprocess.Popen[bytes]"]:
    """A process in the middle of run `first`, which is killed if it has not been."""
    marts.write(slow__sql=SLOW)
    marts.fill(carrier=["UA"], n=[1])
    file = marts.root / "step.pickle"
    file.write_bytes(pickle.dumps((Marts(marts.root, marts.environment, marts.space), "first", ("slow",))))
    first = subprocess.Popen([sys.executable, "-m", "tests.engines.trino.mortal", str(file), "never"])
    try:
        while not running(marts):
            assert first.poll() is None
            time.sleep(0.2)
        yield first
    finally:
        first.kill()
        first.wait()


def test_two_that_begin_at_the_same_moment_both_go_through(marts: Marts) -> None:
    marts.write(all__sql=GROWING)
    marts.fill(carrier=["UA"], n=[1])
    with ThreadPoolExecutor() as pool:
        ran = [pool.submit(marts.run, who, "all", who=who) for who in ("one", "other")]
    assert [each.result().status for each in ran] == ["published", "published"]
    assert sorted(marts.rows("SELECT who FROM SPACE.all")) == [("one",), ("other",)]
    assert marts.said.count("another run is building the same tables: waiting for it") == 1


def test_one_that_takes_long_is_waited_for_only_so_long(marts: Marts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dbt_turn, "PATIENCE", 1)
    with building(marts):
        with pytest.raises(Retryable, match="another run is building the same tables"):
            marts.run("second", "slow")
        assert running(marts)


def test_another_process_of_the_same_run_is_waited_for_too(marts: Marts, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two may run an interval at once, from two shells."""
    monkeypatch.setattr(dbt_turn, "PATIENCE", 1)
    with building(marts):
        with pytest.raises(Retryable, match="another run is building the same tables"):
            marts.run("first", "slow")
        assert running(marts)


@pytest.mark.parametrize("run", ["first", "second"])
def test_what_a_killed_one_has_left_is_ended_at_once(marts: Marts, run: str) -> None:
    with building(marts):
        pass
    assert running(marts)
    marts.write(slow__sql="select 1 as n")
    assert marts.run(run, "slow").status == "published"
    assert not running(marts)
    assert any("which a killed attempt has left" in line for line in marts.said)


def test_of_another_machine_nobody_knows_but_by_its_silence(marts: Marts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("levada.engines.trino.running.gethostname", lambda: "elsewhere")
    with building(marts):
        pass
    assert running(marts)
    marts.write(slow__sql="select 1 as n")
    assert marts.run("second", "slow").status == "published"
    assert not running(marts)
    assert "another run is building the same tables: waiting for it" in marts.said


def test_a_place_is_kept_from_batch_to_batch(marts: Marts) -> None:
    """Else who has come in between would be waited for by whom it waits for."""
    first = work(marts, "first")
    with session(first) as told, turn(first):
        dbt_turn._say(told.aside, f"{comment(work(marts, 'second'))} turn")
        with turn(first):
            assert [one for one in marts.said if "waiting" in one] == []


def work(marts: Marts, run: str) -> Work:
    root = marts.root
    return Work(marts.task("slow"), Run(run), marts.environment, marts.lake, root, root, say=marts.said.append)
