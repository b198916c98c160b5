"""What pyiceberg does not do well, and we do in its place."""

import time
from dataclasses import replace

import pytest
from pyiceberg.expressions.visitors import _ManifestEvalVisitor

from levada.lake.catalogue import Lake
from levada.plan.tables import PartitionField
from tests.lake.bench import EVENTS, days, events, load, mark, seen

BY_DAY = replace(EVENTS, partitioning=(PartitionField("at", "day"),))


def test_files_to_replace_are_found_in_manifests_that_several_threads_look_at(
    lake: Lake, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked = _ManifestEvalVisitor.visit_equal

    def slowly(self: _ManifestEvalVisitor, term: object, literal: object) -> bool:
        time.sleep(0.01)  # the other threads come here meanwhile
        return looked(self, term, literal)  # type: ignore[arg-type]

    for number in range(4):
        load(lake, BY_DAY, events((number, number)), mark(f"r{number}"))
    monkeypatch.setattr(_ManifestEvalVisitor, "visit_equal", slowly)
    again = replace(mark("again", days(1)), interval_rows=False)
    load(lake, replace(BY_DAY, strategy="insert_overwrite"), events((7, 1)), again)
    assert seen(lake) == [0, 2, 3, 7]
