"""Other checks make no other rows: what is published is verified again, and not written again."""

from dataclasses import replace
from pathlib import Path

import pytest

from levada.errors import Blocked
from levada.lake import ledger
from levada.lake.catalogue import open_lake
from levada.plan.actions import Ingest
from levada.plan.checks import Check, Threshold
from levada.plan.codec import terms
from levada.plan.graph import Task
from levada.plan.measures import Measure, OutOfRange, RowCount
from levada.plan.tables import Strategy, Table
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from tests.runtime.tasks import DAY, ENVIRONMENT, ROWS, RUN, ids, land, lenient, task

STRATEGIES: tuple[Strategy, ...] = ("append", "replace", "insert_overwrite", "delete+insert", "merge")


quiet = Listener(str)


def demanding(step: Task, measure: Measure, *count: int) -> Task:
    """The same task, with another check: no row, or so many."""
    check = Check("also", measure, Threshold("mustBe", count or (0,)))
    return _into(step, replace(step.tables[0], checks=(*step.tables[0].checks, check)))


def _into(step: Task, table: Table) -> Task:
    return replace(step, into=(replace(step.into[0], table=table),))


@pytest.mark.parametrize("strategy", STRATEGIES)
def test_rows_that_pass_are_verified_once_and_not_written(tmp_path: Path, strategy: Strategy) -> None:
    land(tmp_path)
    first = perform(task(strategy), RUN, ENVIRONMENT, tmp_path, quiet)
    other = demanding(task(strategy), OutOfRange("id", minimum="1"))
    again = perform(other, RUN, ENVIRONMENT, tmp_path, quiet)
    assert (again.status, again.tables[0].snapshot) == ("verified", first.tables[0].snapshot)
    assert [(check.check, check.rows) for check in again.checks][-1] == ("also", 2)
    assert perform(other, RUN, ENVIRONMENT, tmp_path, quiet).status == "unchanged"


def test_rows_that_do_not_pass_fail_the_step_as_often_as_it_is_done(tmp_path: Path) -> None:
    land(tmp_path)
    perform(task(), RUN, ENVIRONMENT, tmp_path, quiet)
    other = demanding(task(), OutOfRange("id", maximum="1"))
    for _ in range(2):
        with pytest.raises(Blocked, match=r"rows published by r1, under other checks[\s\S]*also FAILED: 1 of 2 rows"):
            perform(other, RUN, ENVIRONMENT, tmp_path, quiet)
    assert ids(tmp_path) == [1, 2]
    assert perform(lenient(other), RUN, ENVIRONMENT, tmp_path, quiet).status == "verified"


def test_files_of_many_publications_are_all_verified(tmp_path: Path) -> None:
    every = replace(task(), action=Ingest("t-*.csv", "csv"))
    for number in range(1, 6):
        land(tmp_path, f"id,at\n{number},2024-01-01T10:00:00Z\n", f"2024-01-0{number}")
        perform(every, replace(RUN, id=f"r{number}"), ENVIRONMENT, tmp_path, quiet)
    with pytest.raises(Blocked, match="rows published by r2, r3, r4 and 1 more, under other checks") as told:
        perform(demanding(every, OutOfRange("id", maximum="1")), RUN, ENVIRONMENT, tmp_path, quiet)
    assert str(told.value).count("FAILED") == 4


def test_of_many_publications_those_rows_are_verified_that_were_asked_for(tmp_path: Path) -> None:
    land(tmp_path)
    land(tmp_path, ROWS.replace("1,", "3,").replace("2,", "4,"), "2024-01-02")
    perform(task(), RUN, ENVIRONMENT, tmp_path, quiet)
    other = replace(RUN, id="r2", interval=replace(DAY, start=DAY.end, end=DAY.end + (DAY.end - DAY.start)))
    perform(task(), other, ENVIRONMENT, tmp_path, quiet)
    again = perform(demanding(task(), RowCount(), 2), RUN, ENVIRONMENT, tmp_path, quiet)
    assert (again.status, again.checks[-1].count) == ("verified", 2)


def test_rows_that_cannot_be_told_from_others_are_looked_at_with_the_whole_table(tmp_path: Path) -> None:
    said: list[str] = []
    land(tmp_path)
    land(tmp_path, "id,at\n2,2024-01-02T11:00:00Z\n", "2024-01-02")
    perform(task("merge"), RUN, ENVIRONMENT, tmp_path, quiet)
    later = replace(RUN, id="r2", interval=replace(DAY, start=DAY.end, end=DAY.end + (DAY.end - DAY.start)))
    perform(task("merge"), later, ENVIRONMENT, tmp_path, quiet)
    counted = demanding(task("merge"), RowCount(), 9)
    assert perform(counted, RUN, ENVIRONMENT, tmp_path, Listener(said.append)).status == "verified"
    assert any("checking the whole table, without also" in line for line in said)


def test_without_publishing_nothing_is_kept(tmp_path: Path) -> None:
    land(tmp_path)
    perform(task(), RUN, ENVIRONMENT, tmp_path, quiet)
    other = demanding(task(), RowCount())
    perform(lenient(other), RUN, ENVIRONMENT, tmp_path, quiet, publishing=False)
    assert _terms(tmp_path) == terms(task().tables[0])


def test_properties_are_changed_without_a_new_snapshot(tmp_path: Path) -> None:
    land(tmp_path)
    first = perform(task(), RUN, ENVIRONMENT, tmp_path, quiet)
    other = _into(task(), replace(task().tables[0], properties=(("owner", "us"),)))
    again = perform(other, RUN, ENVIRONMENT, tmp_path, quiet)
    assert again.tables[0].snapshot == first.tables[0].snapshot
    assert open_lake(ENVIRONMENT, tmp_path).table("raw.t").properties["owner"] == "us"


def _terms(root: Path) -> str:
    (entry,) = ledger.read(open_lake(ENVIRONMENT, root), "raw.t").entries
    return entry.terms
