"""A step on Trino is killed, at whatever moment, and done again: to the same result."""

import pickle
import signal
import subprocess
import sys

import pytest

from levada.lake.branches import audits
from levada.lake.history import history
from tests.engines.trino.marts import Marts

pytestmark = pytest.mark.lakehouse

MODELS = {
    "total__sql": "select carrier, sum(n) as n from {{ FLIGHTS }} as f group by carrier",
    "merged__sql": "{{ config(materialized='incremental', incremental_strategy='merge', unique_key='carrier') }} "
    "select carrier, n from {{ ref('total') }}",
    "added__sql": "{{ config(materialized='incremental', incremental_strategy='append') }} "
    "select carrier, n from {{ ref('merged') }} where carrier = 'UA'",
}
NAMES = ("total", "merged", "added")


def killed(marts: Marts, run: str, place: str) -> None:
    file = marts.root / "step.pickle"
    file.write_bytes(pickle.dumps((Marts(marts.root, marts.environment, marts.space), run, NAMES)))
    ended = subprocess.run([sys.executable, "-m", "tests.engines.trino.mortal", str(file), place], check=False)
    assert ended.returncode == -signal.SIGKILL


def rows(marts: Marts, name: str) -> list[tuple[object, ...]]:
    return sorted(marts.rows(f"SELECT * FROM SPACE.{name}"))


def test_killed_in_every_stage(marts: Marts) -> None:
    marts.write(**MODELS)
    marts.fill(carrier=["UA", "AA"], n=[1, 2])
    marts.run("first", *NAMES)
    marts.fill(carrier=["UA", "DL"], n=[10, 20])

    killed(marts, "second", "2 of 3 OK")  # dbt has built some, and lives no longer than we
    assert rows(marts, "added") == [("UA", 1)]
    killed(marts, "second", "levada.lake.built.add")  # all is built, nothing drafted
    assert rows(marts, "merged") == [("AA", 2), ("UA", 1)]
    killed(marts, "second", "levada.runtime.stages.publish_together")  # all is drafted
    assert rows(marts, "total") == [("AA", 2), ("UA", 1)]
    killed(marts, "second", "levada.lake.showing.move")  # nothing has moved
    assert rows(marts, "added") == [("UA", 1)]
    killed(marts, "second", "levada.lake.views.after")  # all has, in one commit

    assert marts.run("second", *NAMES).status == "unchanged"
    assert rows(marts, "total") == [("DL", 20), ("UA", 10)]
    assert rows(marts, "merged") == [("AA", 2), ("DL", 20), ("UA", 10)]
    assert rows(marts, "added") == [("UA", 1), ("UA", 10)]
    for name in NAMES:
        dataset = f"{marts.space}.{name}"
        assert list(audits(marts.lake.table(dataset).metadata)) == []
        assert [version.run for version in history(marts.lake, dataset)] == ["first", "second"]
