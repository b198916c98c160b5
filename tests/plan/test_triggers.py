"""Whose turn comes: every rule."""

from typing import get_args

import pytest

from levada.names import TriggerRule
from levada.plan.triggers import WORDS, turn


@pytest.mark.parametrize(
    ("rule", "ends", "comes"),
    [
        ("all_success", ["success", "success"], "run"),
        ("all_success", ["success", "skipped"], "skipped"),
        ("all_success", ["skipped", "failed"], "upstream_failed"),
        ("all_done", ["failed", "skipped"], "run"),
        ("none_failed", ["skipped", "skipped"], "run"),
        ("none_failed_min_one_success", ["skipped", "skipped"], "skipped"),
        ("none_failed_min_one_success", ["skipped", "success"], "run"),
        ("none_skipped", ["failed", "skipped"], "skipped"),
        ("none_skipped", ["failed", "success"], "run"),
        ("all_failed", ["failed", "upstream_failed"], "run"),
        ("all_failed", ["failed", "success"], "skipped"),
        ("all_skipped", ["skipped"], "run"),
        ("one_success", ["failed", "success"], "run"),
        ("one_success", ["failed", "skipped"], "upstream_failed"),
        ("one_failed", ["success"], "skipped"),
        ("one_failed", ["success", "failed"], "run"),
        ("one_done", ["upstream_failed"], "skipped"),
        ("all_done_min_one_success", ["success", "skipped"], "skipped"),
        ("all_done_min_one_success", ["failed"], "upstream_failed"),
    ],
)
def test_turns(rule, ends, comes):
    assert turn(rule, ends) == comes


@pytest.mark.parametrize("rule", get_args(TriggerRule))
def test_a_step_that_nothing_comes_before_runs(rule):
    assert turn(rule, []) == "run"
    assert WORDS[rule]
