"""What may be said of columns that change."""

from collections.abc import Callable

import pytest

from levada.plan.planner import plan
from levada.spec.reader import read
from tests.spec.conftest import HEAD, Write

BODY = (
    "steps: [{{ingest: {{files: a.csv}}, into: m.a}}]\n"
    "datasets: {{m.a: {{write: {{strategy: append, on_schema_change: {word}}}, contract: [{{name: a}}]}}}}"
)


@pytest.mark.parametrize("word", ["fail", "ignore", "append_new_columns", "sync_all_columns"])
def test_words_that_reach_the_plan(write: Write, word: str) -> None:
    (made,) = plan(read(write({"pipelines/p.yaml": HEAD + BODY.format(word=word)})))
    assert made.tasks[0].tables[0].on_schema_change == word


def test_words_that_do_not(said: Callable[[str], list[str]]) -> None:
    words = "'fail', 'ignore', 'append_new_columns' or 'sync_all_columns'"
    expected = f"2:62 datasets.m.a.write.on_schema_change: 'append' is not one of {words}"
    assert said(BODY.format(word="append")) == [expected]
