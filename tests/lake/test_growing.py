"""Rows that were computed from what is published: they go on from just that, and what it knew stays known."""

from dataclasses import replace

import pytest

from levada.errors import Retryable
from levada.lake import ledger
from levada.lake.catalogue import Lake
from levada.lake.drafts import Writer
from levada.lake.publication import publish, published
from tests.lake.bench import NAME, REPLACED, days, events, load, mark, never

ADDED = replace(REPLACED, strategy="append")
"""How rows are written of a table that is, for its readers, replaced."""


def grow(lake: Lake, number: int) -> None:
    said = mark(f"r{number}", days(number))
    draft = Writer(lake, said).write(ADDED, events((number, number)), upon=published(lake, NAME))
    publish(lake, REPLACED, draft, said, (), lambda _: (), never)


def test_what_was_published_before_is_still_known(lake: Lake) -> None:
    load(lake, REPLACED, events((0, 0)), mark("r0", days(0)))
    for number in (1, 2):
        grow(lake, number)
    assert [entry.run for entry in ledger.read(lake, NAME).entries] == ["r0", "r1", "r2"]
    assert ledger.admit(ledger.read(lake, NAME), REPLACED, mark("r1", days(1)))


def test_rows_of_a_state_that_is_published_no_more_are_refused(lake: Lake) -> None:
    load(lake, REPLACED, events((0, 0)), mark("r0"))
    before = published(lake, NAME)
    load(lake, REPLACED, events((1, 1)), mark("r1"))
    with pytest.raises(Retryable, match=r"another run has published while load built upon it"):
        Writer(lake, mark("r2")).write(ADDED, events((2, 2)), upon=before)
