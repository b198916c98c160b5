"""What a task is done for: a list, or what a column holds when the run comes to it."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pytest

from levada.errors import Permanent, Skipped
from levada.plan.conditions import ParamIs
from levada.plan.items import Listed, Values
from levada.plan.run import Item, Run
from levada.plan.tables import Table
from levada.runtime import items as module
from levada.runtime.items import items, listed, together
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from tests.lake.bench import lake_in, load, mark
from tests.runtime.tasks import ENVIRONMENT, RUN, entries, ids, land, task

CODES = Values("raw.codes", "code")


def column(root: Path, values: Sequence[object], kind: pa.DataType) -> tuple[Item, ...]:
    """The items of a column."""
    lake = lake_in(root)
    load(lake, Table("raw.codes"), pa.table({"code": pa.array(values, kind)}).to_reader(), mark())
    return listed(CODES, lambda: lake, root)


@pytest.mark.parametrize(
    ("values", "kind", "expected"),
    [
        (["b", "a", None, "b"], pa.string(), ("a", "b")),
        ([10, 9, None], pa.int64(), (9, 10)),
        ([1, 0], pa.date32(), ("1970-01-01", "1970-01-02")),
        ([None], pa.string(), ()),
    ],
)
def test_items_are_distinct_and_in_order(tmp_path: Path, values, kind, expected) -> None:
    assert column(tmp_path, values, kind) == expected


def test_of_what_nobody_has_published_there_are_none(tmp_path: Path) -> None:
    assert listed(CODES, lambda: lake_in(tmp_path), tmp_path) == ()


def test_values_that_have_many_texts_are_no_items(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match=r"raw\.codes\.code is of type double"):
        column(tmp_path, [0.5], pa.float64())


def test_a_column_that_is_not_there_is_named_with_those_that_are(tmp_path: Path) -> None:
    column(tmp_path, ["a"], pa.string())
    with pytest.raises(Permanent, match=r"has no column cod; it has: code"):
        listed(Values("raw.codes", "cod"), lambda: lake_in(tmp_path), tmp_path)


def test_too_many_are_a_mistake(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST", 2)
    with pytest.raises(Permanent, match="more than 2 values"):
        column(tmp_path, ["a", "b", "c"], pa.string())


def test_without_any_the_step_is_skipped_and_that_is_recorded(tmp_path: Path) -> None:
    with pytest.raises(Skipped, match=r"raw\.codes\.code has no values"):
        items(replace(task(), for_each=CODES), RUN, ENVIRONMENT, tmp_path)
    (record,) = tmp_path.glob(".levada/runs/p/r1/raw_t.json")
    assert '"status": "skipped"' in record.read_text()


def test_a_condition_holds_for_all_or_for_none(tmp_path: Path) -> None:
    conditional = replace(task(), for_each=Listed(("a",)), when=ParamIs("x", "1"))
    with pytest.raises(Skipped, match="only when"):
        items(conditional, RUN, ENVIRONMENT, tmp_path)
    assert items(conditional, Run("r", params='{"x": 1}'), ENVIRONMENT, tmp_path) == ("a",)


def test_what_items_did_together() -> None:
    def one(status: str, rows: int) -> dict[str, object]:
        table = {"dataset": "raw.t", "status": status, "rows": rows, "bytes": 10 * rows, "files": 1}
        return {"tables": [table, {"dataset": "raw.other", "status": "published", "rows": 99}]}

    done = together("raw.t", 7, [one("published", 2), one("unchanged", 0), one("published", 3), {"tables": []}])
    assert (done.status, done.rows, done.bytes, done.files, done.snapshot) == ("published", 5, 50, 2, 7)
    assert together("raw.t", 7, [one("unchanged", 0)]).status == "unchanged"


def test_a_list_that_grows_does_nothing_again(tmp_path: Path) -> None:
    land(tmp_path)
    for names in (("a",), ("a", "b")):
        step, run = replace(task(), for_each=Listed(names)), replace(RUN, item="a")
        outcome = perform(step, run, ENVIRONMENT, tmp_path, Listener(str))
    assert (outcome.status, outcome.item, ids(tmp_path), entries(tmp_path)) == (
        "unchanged", "a", [1, 2], [("raw_t", "r1", 2)],
    )  # fmt: skip
