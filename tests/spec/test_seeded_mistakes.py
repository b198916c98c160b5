"""The mistakes of `benchmarks/mistakes`, which other tools are shown too: levada says each with its place and cure."""

from pathlib import Path

import pytest

from benchmarks.mistakes.judge import Verdict, judge
from benchmarks.mistakes.seed import BASES, LEVADA, Seed, plant
from benchmarks.mistakes.seeds import SEEDS
from benchmarks.mistakes.trials.levada import said

OURS = [seed for seed in SEEDS if LEVADA in seed.edits]


def test_the_pipeline_is_good_before() -> None:
    assert said(BASES / LEVADA) == (True, "fine: 1 pipeline with 3 steps, 1 contract\n")


def test_there_are_many_and_each_has_a_name() -> None:
    assert len({seed.name for seed in SEEDS}) == len(SEEDS) >= 60


@pytest.mark.parametrize("seed", OURS, ids=lambda seed: seed.name)
def test_a_mistake_is_noticed_at_its_line_with_a_cure_and_without_a_traceback(seed: Seed, tmp_path: Path) -> None:
    place = plant(seed, LEVADA, tmp_path / "shop")
    content, text = said(tmp_path / "shop")
    verdict = judge(seed, place, not content, text, "")
    assert verdict == Verdict(True, True, True, True, True, False, verdict.first), text
