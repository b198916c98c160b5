"""Whether a task is for a run."""

from dataclasses import replace

import pytest

from levada.errors import Permanent, Skipped
from levada.lake.catalogue import open_lake
from levada.plan import codec
from levada.plan.conditions import AllOf, AnyOf, OnWeekday, ParamIs, RowsPublished, told
from levada.plan.run import Run
from levada.runtime.conditions import holds
from levada.runtime.perform import perform
from tests.runtime.tasks import ENVIRONMENT, RUN, ids, land, task

MONDAY, FULL = OnWeekday(("mon",)), ParamIs("mode", '"full"')
NEVER = OnWeekday(("tue",))


def lake_in(root):
    return lambda: open_lake(ENVIRONMENT, root)


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
    assert holds(condition, run, lake_in(tmp_path)) is expected


def test_rows_that_this_run_has_published(tmp_path):
    land(tmp_path)
    perform(task(), RUN, ENVIRONMENT, tmp_path)
    lake = lake_in(tmp_path)
    assert holds(RowsPublished("raw.t"), RUN, lake)
    assert not holds(RowsPublished("raw.t"), Run("another"), lake)


def test_an_empty_publication_has_no_rows(tmp_path):
    land(tmp_path, "id,at\n")
    perform(task(), RUN, ENVIRONMENT, tmp_path)
    assert not holds(RowsPublished("raw.t"), RUN, lake_in(tmp_path))


def test_a_run_without_an_interval_has_no_weekday(tmp_path):
    with pytest.raises(Permanent, match="give the run a date"):
        holds(MONDAY, Run("r"), lake_in(tmp_path))


def test_a_step_that_is_not_for_the_run_is_skipped(tmp_path):
    land(tmp_path)
    ends = []
    with pytest.raises(Skipped, match="only when ds is a tue"):
        perform(replace(task(), when=NEVER), RUN, ENVIRONMENT, tmp_path, ended=ends.append)
    assert ([end.status for end in ends], ids(tmp_path)) == (["skipped"], [])


def test_a_condition_travels_with_its_task():
    step = replace(task(), when=AnyOf((MONDAY, AllOf((FULL, RowsPublished("raw.t"))))))
    assert codec.decode(codec.encode(step)) == step
    assert told(step.when) == '(ds is a mon or (param mode is "full" and this run has published rows of raw.t))'
