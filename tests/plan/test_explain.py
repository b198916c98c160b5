"""Plans in words, as they were reviewed; `LEVADA_GOLDEN=write` writes them anew."""

import os
from pathlib import Path

import pytest

from levada.engines.registry import ABILITIES
from levada.plan.binding import bind, environment
from levada.plan.explain import explain
from levada.plan.planner import plan
from levada.spec.reader import read

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests/snapshots/explain"


@pytest.mark.parametrize("name", ["flights", "punctuality"])
def test_the_demo_in_words(name: str) -> None:
    project = read(ROOT)
    where = environment(project)
    (made,) = (made for made in plan(project) if made.pipeline == name)
    text = explain(bind(made, where, ABILITIES), where)
    golden = GOLDEN / f"{name}.txt"
    if os.environ.get("LEVADA_GOLDEN") == "write":
        golden.parent.mkdir(parents=True, exist_ok=True)
        golden.write_text(text)
    assert text == golden.read_text()
