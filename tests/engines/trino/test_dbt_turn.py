"""Builds of one step, one after another: what was left running is ended, what others build is left alone."""

import pickle
import subprocess
import sys
import time

import pytest

from levada.errors import Retryable
from tests.engines.trino.marts import Marts

pytestmark = pytest.mark.lakehouse

SLOW = "select count(*) as n from tpch.sf10000.lineitem where comment like '%levada%'"


def running(marts: Marts) -> int:
    """Queries of the space's builds that have not ended: slow ones, for others are gone before anybody looks again."""
    asked = f"strpos(query, '{marts.space}__build') > 0 AND starts_with(query, '/* levada:')"
    asked += " AND strpos(query, 'lineitem') > 0"
    ((count,),) = marts.rows(
        f"SELECT count(*) FROM system.runtime.queries WHERE state NOT IN ('FINISHED', 'FAILED') AND {asked}"
    )
    return int(count)


def test_what_nobody_waits_for_is_ended_and_another_run_s_build_is_not(marts: Marts) -> None:
    marts.write(slow__sql=SLOW)
    marts.fill(carrier=["UA"], n=[1])
    file = marts.root / "step.pickle"
    file.write_bytes(pickle.dumps((Marts(marts.root, marts.environment, marts.space), "first", ("slow",))))
    first = subprocess.Popen([sys.executable, "-m", "tests.engines.trino.mortal", str(file), "never"])
    try:
        while not running(marts):
            assert first.poll() is None
            time.sleep(0.2)
        with pytest.raises(Retryable, match="another run is building the same tables"):
            marts.run("second", "slow")
    finally:
        first.kill()
        first.wait()
    assert running(marts)
    marts.write(slow__sql="select 1 as n")
    assert marts.run("first", "slow").status == "published"
    assert not running(marts)
    assert any("which a killed attempt has left" in line for line in marts.said)
