"""Files that Spark's workers read: what is particular to them; the rest is in test_ingest.py, for every engine."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from levada.engines.files import landing
from levada.engines.spark import parts, rounds
from levada.errors import Permanent
from levada.lake.drafts import Writer
from levada.plan.environment import Environment
from levada.plan.tables import PartitionField, SortField
from levada.runtime import stages
from levada.runtime.failures import kind
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from tests.engines.bench import Bench, ingest, mark, table
from tests.runtime.tasks import ENVIRONMENT, RUN, drafts, entries, ids, land, task

SORTED = replace(
    table(id="long", day="date", text="string"),
    partitioning=(PartitionField("day", "month"),), sort_order=(SortField("id", descending=True),),
)  # fmt: skip


@pytest.fixture
def bench(tmp_path: Path, real: Environment) -> Bench:
    return Bench(tmp_path, environment=real, engine="spark")


def lay(bench: Bench, count: int, **bad: str) -> None:
    """So many files of one row each, some of them with another."""
    for number in range(count):
        bench.file(f"data/{number}.csv", f"id,day,text\n{bad.get(f'n{number}', number)},2024-0{1 + number % 3}-01,x\n")


@pytest.fixture
def one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is a part."""
    monkeypatch.setattr(parts, "LEAST", 1)
    monkeypatch.setattr(parts, "MOST", 1)


@pytest.mark.usefixtures("one_by_one")
def test_parts_are_read_side_by_side_and_written_in_the_table_s_layout(bench: Bench) -> None:
    lay(bench, 7)
    bench.perform(ingest("*.csv"), SORTED)
    assert sorted(row["id"] for row in bench.rows(SORTED.name)) == list(range(7))
    files = bench.lake.table(SORTED.name).inspect.files()
    assert {part["day_month"] for part in files["partition"].to_pylist()} == {648, 649, 650}


@pytest.mark.usefixtures("one_by_one")
def test_of_several_that_cannot_be_read_the_first_is_told(bench: Bench) -> None:
    lay(bench, 7, n2="two", n5="five")
    with pytest.raises(Permanent, match=r"^2\.csv, line 2: column id is 'two', which is no integer") as raised:
        bench.perform(ingest("*.csv"), SORTED)
    assert kind(raised.value) == "unreadable-file"
    assert raised.value.__suppress_context__


def test_a_column_that_is_too_much_is_told_by_the_driver_too(bench: Bench) -> None:
    bench.file("data/a.csv", "id,day,text,seat\n1,,,3A\n")
    with pytest.raises(Permanent, match=r"a\.csv has columns that the contract .*: seat") as raised:
        bench.perform(ingest("a.csv"), replace(SORTED, on_schema_change="fail"))
    assert kind(raised.value) == "columns"


def test_a_file_that_workers_do_not_see_is_told_with_the_cure(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    path = bench.file("data/a.csv", "id,day,text\n1,,\n")
    prepared = bench.prepare(ingest("a.csv"), SORTED)
    os.utime(path, (1, 1))
    monkeypatch.setattr(landing.Local, "same", lambda _: None)  # here it is the same
    with pytest.raises(Permanent, match=r"a\.csv is not there for Spark's workers.*in the same place") as raised:
        prepared.write(Writer(bench.lake, mark("unseen", prepared.files)))
    assert kind(raised.value) == "unreadable-file"


def test_a_package_that_workers_lack_is_named() -> None:
    said = "PythonException: Traceback …\nModuleNotFoundError: No module named 'levada.engines'\n"
    with pytest.raises(Permanent, match=r"step load: Spark's workers have no levada: install levada") as raised:
        rounds._refuse_unready(RuntimeError(said), "load")
    assert kind(raised.value) == "missing-part"


def test_what_an_attempt_wrote_that_ended_before_publishing_is_not_read_again(
    tmp_path: Path, real: Environment, monkeypatch: pytest.MonkeyPatch
) -> None:
    work, said = replace(task("merge"), engine="spark"), list[str]()
    there = replace(ENVIRONMENT, spark=real.spark)
    land(tmp_path)
    monkeypatch.setattr(stages, "publish", lambda *_: sys.exit())
    with pytest.raises(SystemExit):
        perform(work, RUN, there, tmp_path, Listener(str))
    monkeypatch.undo()
    perform(work, RUN, there, tmp_path, Listener(said.append))
    assert "written by an attempt that did not end; going on from there" in said
    assert (ids(tmp_path), entries(tmp_path), list(drafts(tmp_path))) == ([1, 2], [("raw_t", "r1", 2)], [])
