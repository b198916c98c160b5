"""Builds of one step, one after another: who came first goes first, and who was killed is not waited for."""

import pickle
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from levada.engines.base import Work
from levada.engines.trino import dbt_turn
from levada.engines.trino import running as where_it_runs
from levada.engines.trino.dbt_turn import turn
from levada.engines.trino.session import comment, session
from levada.errors import Retryable
from levada.plan.run import Run
from tests.engines.trino.marts import Marts

pytestmark = pytest.mark.lakehouse

SLOW = "SELECT count(*) FROM tpch.sf10000.lineitem WHERE comment LIKE '%levada%'"
HOLD = "import sys; from tests.engines.trino.test_dbt_turn import hold; hold(sys.argv[1])"
GROWING = (
    "{{ config(materialized='incremental', incremental_strategy='append') }} "
    "select '{{ var(\"who\") }}' as who, count(*) as n from tpch.sf1.orders"
)


def work(marts: Marts, run: str) -> Work:
    root = marts.root
    return Work(marts.task("slow"), Run(run), marts.environment, marts.lake, root, root, say=marts.said.append)


def hold(file: str) -> None:
    """Be in the middle of run `first`, and of one of its queries."""
    first = work(pickle.loads(Path(file).read_bytes()), "first")
    with session(first) as told, turn(first):
        told.rows("SET SESSION max_drivers_per_task = 1")  # leaves the other core to whoever ends it
        told.rows(SLOW)


def running(marts: Marts) -> int:
    """Slow queries of the step that have not ended."""
    with session(work(marts, "whoever")) as told:
        return sum("lineitem" in one.text for one in where_it_runs.running(told.aside, work(marts, "whoever")))


@contextmanager
def building(marts: Marts) -> Iterator["subprocess.Popen[bytes]"]:
    """A process in the middle of run `first`, which is killed if it has not been."""
    marts.write(slow__sql="select 1 as n")
    file = marts.root / "marts.pickle"
    file.write_bytes(pickle.dumps(Marts(marts.root, marts.environment, marts.space)))
    first = subprocess.Popen([sys.executable, "-c", HOLD, str(file)])
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
    """By another process of the same run too: two may run an interval at once, from two shells."""
    monkeypatch.setattr(dbt_turn, "PATIENCE", 1)
    with building(marts):
        for run in ("second", "first"):
            with pytest.raises(Retryable, match="another run is building the same tables"), turn(work(marts, run)):
                pytest.fail("its turn has not come")
        assert running(marts)


@pytest.mark.parametrize("run", ["first", "second"])
def test_what_a_killed_one_has_left_is_ended_at_once(marts: Marts, run: str) -> None:
    with building(marts):
        pass
    assert running(marts)
    with turn(work(marts, run)):
        assert not running(marts)
    assert any("which a killed attempt has left" in line for line in marts.said)


def test_of_another_machine_nobody_knows_but_by_its_silence(marts: Marts, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(where_it_runs, "here", lambda: "elsewhere")
    for module in (where_it_runs, dbt_turn):
        monkeypatch.setattr(module, "SILENT", 8)
    with building(marts):
        pass
    assert running(marts)
    with turn(work(marts, "second")):
        assert not running(marts)
    assert "another run is building the same tables: waiting for it" in marts.said


def test_a_place_is_kept_from_batch_to_batch(marts: Marts) -> None:
    """Else who has come in between would be waited for by whom it waits for."""
    first = work(marts, "first")
    with session(first) as told, turn(first):
        dbt_turn._say(told.aside, f"{comment(work(marts, 'second'))} turn")
        with turn(first):
            assert [one for one in marts.said if "waiting" in one] == []
