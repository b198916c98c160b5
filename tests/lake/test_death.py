"""kill -9 at every boundary of a run, and in between; then the same run again: nothing is lost, doubled or left over.

About a hundred deaths; `LEVADA_DEATHS=5000` dies that often at random moments."""

import os
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from levada.lake import ledger
from levada.lake.catalogue import Lake
from tests.lake.bench import branches, lake_in, seen
from tests.lake.conftest import BOTH, place
from tests.lake.mortal import SCENARIOS

ROOT = Path(__file__).parents[2]
DEATHS = int(os.environ.get("LEVADA_DEATHS", "25"))
STRIDES = {"created": 1, "append": 2, "replace": 3, "interval": 1, "column": 2, "overtaken": 4, "redone": 5,
           "merged": 3, "deleted": 5, "merged_again": 9}  # fmt: skip
"""Which boundaries are tried: all of two runs, some of the others, which cross the same ones and more."""
LONGEST = 0.06
"""Seconds that a run takes, roughly."""
FARTHER = 5
"""How many times longer it takes where its tables lie elsewhere; there, so many times fewer deaths are died."""


class Mother:
    """A process that has imported everything already, and has children."""

    def __init__(self, root: Path) -> None:
        self.lake: Lake = lake_in(root)
        paths = os.pathsep.join((str(ROOT / "plugins"), str(ROOT)))
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.lake.mortal", str(root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": paths},
        )

    def child(self, scenario: str, dataset: str, boundary: int = 0, delay: float = 0) -> str:
        """How a child ended: `killed`, or `done`."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(f"{scenario} {dataset} {boundary} {delay}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()


@pytest.fixture(scope="module", params=BOTH)
def mother(request: pytest.FixtureRequest, memory: Path) -> Iterator[Mother]:
    root = memory / request.param
    place(request, root)
    mother = Mother(root)
    with mother.process:
        yield mother


def is_far(mother: Mother) -> bool:
    return mother.lake.catalog.properties["type"] == "rest"


def is_whole_after_another_run(lake: Lake, name: str, dataset: str) -> None:
    scenario = SCENARIOS[name]
    theirs = len(scenario.meanwhile[0]) if scenario.meanwhile else 0
    rows = {"first": 2, "mine": len(scenario.rows), "theirs": theirs}
    scenario.run(lake, dataset)
    entries = ledger.read(lake, dataset).entries
    assert seen(lake, dataset) == scenario.ids
    assert sorted((entry.run, entry.rows) for entry in entries) == [(run, rows[run]) for run in scenario.runs]
    assert branches(lake, dataset) == ["main"]


@pytest.mark.parametrize("name", SCENARIOS)
def test_death_at_every_boundary(mother: Mother, name: str) -> None:
    for boundary in range(1, 100, STRIDES[name] * (FARTHER if is_far(mother) else 1)):
        dataset = f"{name}.at_{boundary}"
        ended = mother.child(name, dataset, boundary)
        is_whole_after_another_run(mother.lake, name, dataset)
        if ended == "done":
            break
        assert ended == "killed"
    assert boundary > 12, "a run has more boundaries than that"


def test_death_at_any_moment(mother: Mother) -> None:
    moments = random.Random(2024)
    longest, deaths = (LONGEST * FARTHER, DEATHS // FARTHER) if is_far(mother) else (LONGEST, DEATHS)
    for number in range(deaths):
        name, dataset = moments.choice(list(SCENARIOS)), f"any.moment_{number}"
        assert mother.child(name, dataset, delay=moments.uniform(0.001, longest)) in ("killed", "done")
        is_whole_after_another_run(mother.lake, name, dataset)
