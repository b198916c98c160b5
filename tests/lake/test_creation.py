"""A table that two make at once. Some catalogues let both, and keep the later one."""

from typing import Any

import pytest

from levada.lake import creation
from levada.lake.catalogue import Lake
from levada.plan.tables import Table
from tests.lake.bench import EVENTS, NAME, branches, events, load, mark, seen


def test_the_one_that_the_catalogue_has_kept_is_taken(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    making = creation._made

    def overtaken(lake: Lake, table: Table, schema: Any) -> Any:
        monkeypatch.setattr(creation, "_made", making)
        mine = making(lake, table, schema)
        lake.catalog.drop_table(NAME)
        making(lake, table, schema)
        return mine

    monkeypatch.setattr(creation, "_made", overtaken)
    load(lake, EVENTS, events((1, 0)), mark())
    assert seen(lake) == [1]
    assert branches(lake) == ["main"]
