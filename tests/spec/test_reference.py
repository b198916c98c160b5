"""The page of every key: as committed, whole, and in words."""

import re
from pathlib import Path

import pytest

from levada.spec.base import Part
from levada.spec.dataset import Dataset, Write
from levada.spec.desk import DOCUMENTS
from levada.spec.files import Options
from levada.spec.pipeline import Pipeline
from levada.spec.reference import markdown
from levada.spec.schedule import DefaultArgs, Schedule
from levada.spec.step import Step
from levada.spec.wait import Wait
from levada.spec.wording import words

PAGE = Path(__file__).parents[2] / "docs" / "reference.md"


def test_the_committed_page_is_fresh() -> None:
    assert PAGE.read_text() == markdown(), "levada schema --format markdown > docs/reference.md"


def test_every_link_leads_somewhere() -> None:
    headings = {name.lower() for name in re.findall(r"^## (\w+)$", markdown(), re.MULTILINE)}
    assert set(re.findall(r"\]\(#(\w+)\)", markdown())) <= headings


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_every_row_has_four_cells(kind: str) -> None:
    rows = [line for line in markdown(kind).splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", row)) for row in rows} == {5}


@pytest.mark.parametrize(
    ("part", "field", "said"),
    [
        (Pipeline, "datasets", "map of dataset to [Dataset](#dataset)"),
        (Pipeline, "params", "map of name to map"),
        (Pipeline, "schedule", "text or [Schedule](#schedule)"),
        (Schedule, "assets", "list of dataset or [AnyOf](#anyof) or `reads`"),
        (Step, "into", "dataset or list of dataset or map of text to dataset"),
        (Step, "reads", "list of (dataset or [Read](#read)) or map of text to (dataset or [Read](#read))"),
        (Dataset, "contract", "text or list of map"),
        (Write, "unique_key", "text or list of text"),
        (DefaultArgs, "retries", "whole number, 0 or more"),
        (DefaultArgs, "retry_delay", "duration"),
    ],
)
def test_types_in_words(part: type[Part], field: str, said: str) -> None:
    assert words(part.model_fields[field]) == said


@pytest.mark.parametrize(
    ("part", "row"),
    [
        (Wait, "| `timeout` | duration | `1d` | How long it waits: 30s, 15m, 6h, 7d. |"),
        (Options, '| `quote` | text | `"` | What stands around values; empty: nothing. |'),
        (Schedule, "| `catchup` | `true` or `false` | `false` | Whether runs that were missed since"),
        (Step, "| `pod` |  |  | *known, not in this release: it comes with (5) authoring* |"),
    ],
)
def test_rows(part: type[Part], row: str) -> None:
    assert row in markdown().partition(f"\n## {part.__name__}\n")[2].partition("\n## ")[0]
