"""Calls of DataFrames one after another: real Spark and the embedded engine come to the same rows."""

from pathlib import Path
from typing import Any

import pyarrow as pa

from levada.plan.environment import Environment
from levada.plan.graph import Read
from tests.engines import chains
from tests.engines.bench import LOCAL, Bench, spark, table

LEFTS = table("raw.lefts", id="long", g="string", n="long")
RIGHTS = table("raw.rights", g="string", n="long", m="long")
READS = (Read("lefts", "raw.lefts"), Read("rights", "raw.rights"))
INTO = table("staging.chains", chain="string", g="string", n="long", m="long")


def rows(folder: Path, environment: Environment, engine: str) -> dict[str, list[Any]]:
    folder.mkdir()
    bench = Bench(folder, environment=environment, engine=engine)
    left = {"id": [1, 2, 3, 4, 5, 6], "g": ["a", "a", "b", None, "c", "a"], "n": [1, 2, 3, 4, None, 5]}
    bench.fill(LEFTS, pa.table(left))
    bench.fill(RIGHTS, pa.table({"g": ["a", "a", "c", "z", None], "n": [2, 7, 3, 4, 1], "m": [1, 3, 5, None, 8]}))
    bench.file("spark_jobs/job.py", Path(chains.__file__).read_text())
    bench.perform(spark("chains"), INTO, reads=READS)
    found: dict[str, list[Any]] = {}
    for row in bench.rows("staging.chains"):
        found.setdefault(str(row.pop("chain")), []).append(tuple(row.values()))
    return {name: sorted(values, key=repr) for name, values in found.items()}


def test_every_chain_comes_to_the_same(tmp_path: Path, real: Environment) -> None:
    here = rows(tmp_path / "embedded", LOCAL, "embedded")
    assert len(here) > 20
    assert here == rows(tmp_path / "spark", real, "spark")
