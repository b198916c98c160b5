"""What a step is done for, as part of a plan."""

from dataclasses import replace
from pathlib import Path

import pytest

from levada.plan import codec
from levada.plan.items import ForEach, Listed, Values, told
from tests.plan.projects import planned

BODY = """\
steps:
  - {{sql: "select '{{{{ item }}}}' as a from raw.a", into: m.b, for_each: {}}}
  - {{ingest: {{files: a.csv}}, into: raw.codes}}
  - {{ingest: {{files: a.csv}}, into: raw.a}}
datasets:
  raw.codes: {{contract: [{{name: code, logicalType: string}}]}}
  raw.a: {{contract: [{{name: a, logicalType: string}}]}}
  m.b: {{write: append}}
"""


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("[PT, '1', 2, 0.5, 3.0]", Listed(("PT", "1", 2, 0.5, 3.0))),
        ("{dataset: raw.codes, column: code}", Values("raw.codes", "code")),
    ],
)
def test_it_travels_with_its_task_and_keeps_its_types(tmp_path: Path, said: str, expected: ForEach) -> None:
    task = planned(tmp_path, BODY.format(said)).task("m_b")
    again = codec.decode(codec.encode(task))
    assert (task.for_each, again) == (expected, task)
    if isinstance(again.for_each, Listed):
        assert [type(item) for item in again.for_each.items] == [str, str, int, float, float]


def test_a_step_comes_after_the_one_that_fills_what_it_is_done_for(tmp_path: Path) -> None:
    task = planned(tmp_path, BODY.format("{dataset: raw.codes, column: code}")).task("m_b")
    assert (task.after, task.listing, [read.dataset for read in task.reads]) == (
        ("raw_codes", "raw_a"), ("raw.codes",), ["raw.a"],
    )  # fmt: skip


def test_what_else_it_is_done_for_makes_no_other_rows(tmp_path: Path) -> None:
    task = planned(tmp_path, BODY.format("[a]")).task("m_b")
    assert codec.essence(task) == codec.essence(replace(task, for_each=Values("x.y", "z")))


def test_in_words() -> None:
    assert [told(Listed((1, "b"))), told(Values("x.y", "z"))] == [
        "1, b", "the values of x.y.z, as it is published then",
    ]  # fmt: skip
