"""Whether a task is for a run."""

import re
from dataclasses import replace

import pytest

from levada.errors import Permanent, Skipped
from levada.plan import codec
from levada.plan.conditions import AllOf, AnyOf, OnWeekday, ParamIs, RowsPublished, Says, told
from levada.plan.run import Run
from levada.runtime.conditions import Judge
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from tests.runtime.tasks import ENVIRONMENT, RUN, ids, land, task

MONDAY, FULL = OnWeekday(("mon",)), ParamIs("mode", '"full"')
NEVER = OnWeekday(("tue",))


def holds(condition, run, root):
    return Judge(run, ENVIRONMENT, root, lambda _: None).holds(condition)


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        (MONDAY, True), (NEVER, False), (FULL, True), (ParamIs("mode", "1"), False), (ParamIs("other", "1"), False),
        (AllOf((MONDAY, FULL)), True), (AllOf((MONDAY, NEVER)), False),
        (AnyOf((NEVER, FULL)), True), (AnyOf((NEVER,)), False), (RowsPublished("raw.t"), False),
    ],
)  # fmt: skip
def test_conditions(tmp_path, condition, expected):
    run = replace(RUN, params='{"mode": "full"}')
    assert holds(condition, run, tmp_path) is expected


def test_rows_that_this_run_has_published(tmp_path):
    land(tmp_path)
    perform(task(), RUN, ENVIRONMENT, tmp_path)
    assert holds(RowsPublished("raw.t"), RUN, tmp_path)
    assert not holds(RowsPublished("raw.t"), Run("another"), tmp_path)


def test_an_empty_publication_has_no_rows(tmp_path):
    land(tmp_path, "id,at\n")
    perform(task(), RUN, ENVIRONMENT, tmp_path)
    assert not holds(RowsPublished("raw.t"), RUN, tmp_path)


def test_a_run_without_an_interval_has_no_weekday(tmp_path):
    with pytest.raises(Permanent, match="give the run a date"):
        holds(MONDAY, Run("r"), tmp_path)


def test_a_step_that_is_not_for_the_run_is_skipped(tmp_path):
    land(tmp_path)
    ends = []
    with pytest.raises(Skipped, match="only when ds is a tue"):
        perform(replace(task(), when=NEVER), RUN, ENVIRONMENT, tmp_path, Listener(ended=ends.append))
    assert ([end.status for end in ends], ids(tmp_path)) == (["skipped"], [])


def test_a_condition_travels_with_its_task():
    step = replace(task(), when=AnyOf((MONDAY, AllOf((FULL, RowsPublished("raw.t"))))))
    assert codec.decode(codec.encode(step)) == step
    assert told(step.when) == '(ds is a mon or (param mode is "full" and this run has published rows of raw.t))'
    assert told(Says("a.b", "f")) == "function f of spark_jobs/a/b.py says so"


def asked(root, text, run=RUN, name="f"):
    (root / "spark_jobs").mkdir()
    (root / "spark_jobs/rules.py").write_text(text)
    return holds(Says("rules", name), run, root)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("def f(): return True", True),
        ("def f(ds, params): return ds == '2024-01-01' and params['mode'] == 'full'", True),
        ("def f(*, data_interval_end, other=1): return data_interval_end.day == 1", False),
    ],
)
def test_a_function_says_so(tmp_path, text, expected):
    assert asked(tmp_path, text, replace(RUN, params='{"mode": "full"}')) is expected


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("def f(): return 1", "spark_jobs/rules.py: f returned a int: a condition returns True or False"),
        ("def f(): pass", "f returned a NoneType"),
        ("def f(): return 1 / 0", "spark_jobs/rules.py:1: ZeroDivisionError"),
        ("def f(day): return True", "missing a required argument: 'day'. A condition gets what the run has"),
        ("x = 1", "spark_jobs/rules.py has no function 'f'"),
    ],
)
def test_what_is_neither_true_nor_false_is_told(tmp_path, text, message):
    with pytest.raises(Permanent, match=re.escape(message)):
        asked(tmp_path, text)


def test_what_comes_after_no_is_not_asked(tmp_path):
    assert holds(AllOf((NEVER, Says("nowhere", "f"))), RUN, tmp_path) is False


def test_what_it_prints_is_heard(tmp_path):
    (tmp_path / "spark_jobs").mkdir()
    (tmp_path / "spark_jobs/rules.py").write_text("def f():\n    print('hello')\n    return False\n")
    heard = []
    with pytest.raises(Skipped, match=r"only when function f of spark_jobs/rules\.py says so"):
        perform(replace(task(), when=Says("rules", "f")), RUN, ENVIRONMENT, tmp_path, Listener(heard.append))
    assert "hello" in heard
