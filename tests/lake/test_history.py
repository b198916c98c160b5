"""How a table came to be what it is."""

import pytest

from levada.errors import Permanent
from levada.lake.catalogue import Lake
from levada.lake.drafts import Writer
from levada.lake.history import history
from levada.lake.publication import rollback
from tests.lake.bench import EVENTS, NAME, OVERWRITTEN, days, events, load, mark


def test_a_version_for_every_publication(lake: Lake) -> None:
    load(lake, OVERWRITTEN, events((1, 0), (2, 1), (3, 1)), mark("a", days(0, 1)))
    load(lake, OVERWRITTEN, events((20, 1)), mark("b", days(1)))
    Writer(lake, mark("draft")).write(OVERWRITTEN, events((9, 9)))
    versions = [(v.run, v.operation, v.rows_added, v.rows_removed, v.rows_total) for v in history(lake, NAME)]
    assert versions == [(None, "created", 0, 0, 0), ("a", "append", 3, 0, 3), ("b", "overwrite", 1, 2, 2)]


def test_a_rollback_is_a_version_too(lake: Lake) -> None:
    first = load(lake, EVENTS, events((1, 0)), mark("a"))
    load(lake, EVENTS, events((2, 0)), mark("b"))
    rollback(lake, NAME, first.snapshot)
    last = history(lake, NAME)[-1]
    assert (last.snapshot, last.operation, last.rows_added, last.rows_total) == (first.snapshot, "rollback", 0, 1)


def test_so_is_one_to_the_beginning(lake: Lake) -> None:
    """Else `levada tables` would go on telling of the rows that were there before."""
    load(lake, EVENTS, events((1, 0)), mark("a"))
    rollback(lake, NAME, history(lake, NAME)[0].snapshot)
    assert [(v.operation, v.rows_total) for v in history(lake, NAME)] == [
        ("created", 0),
        ("append", 1),
        ("rollback", 0),
    ]


def test_no_table_has_no_history(lake: Lake) -> None:
    for name in (NAME, "events"):
        with pytest.raises(Permanent, match=f"there is no table {name}"):
            history(lake, name)
