"""Children that die. Run as a program, it is a parent that has imported everything and forks a child for every line it
reads (`scenario dataset boundary delay`); the child does one whole cycle, and is killed on the way.

`boundary`: the how manieth crossing of a boundary (before or after a commit, before or after a file is begun) is its
last; 0: none is. `delay`: after how many seconds of its run it is killed anyway."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
from pyiceberg.io.pyarrow import PyArrowFile

from levada.lake.catalogue import Lake
from levada.lake.drafts import Mark
from levada.plan.tables import Column, Table
from tests.lake.bench import DELETED, EVENTS, MERGED, OVERWRITTEN, REPLACED, again, days, events, lake_in, load, mark

MANY = 5_000
NOTED = replace(EVENTS, columns=(*(EVENTS.columns or ()), Column("note", "string")))


@dataclass(frozen=True, slots=True)
class Scenario:
    """What was there, what a run brings, and what must be there when it is done: ids of rows, runs in the ledger."""

    table: Table
    before: tuple[tuple[pa.Table, Mark], ...]
    rows: pa.Table
    mark: Mark
    ids: list[int]
    runs: list[str]
    meanwhile: tuple[pa.Table, Mark] | None = None

    def run(self, lake: Lake, dataset: str) -> None:
        """One whole cycle of the run, overtaken by the other one where there is one."""
        table = replace(self.table, name=dataset)
        again(lake, table, self.rows, self.mark, lambda: self.overtake(lake, dataset))

    def overtake(self, lake: Lake, dataset: str) -> None:
        if self.meanwhile:
            again(lake, replace(self.table, name=dataset), *self.meanwhile)


def many(first: int, day: int) -> pa.Table:
    return events(*((number, day) for number in range(first, first + MANY))).read_all()


FIRST = ((events((-1, 0), (-2, 1)).read_all(), mark("first", days(0, 1))),)
FILE = mark("mine", file=("a.csv", "1"))
SCENARIOS = {
    "created": Scenario(EVENTS, (), many(0, 1), FILE, list(range(MANY)), ["mine"]),
    "append": Scenario(EVENTS, FIRST, many(0, 1), FILE, [-2, -1, *range(MANY)], ["first", "mine"]),
    "replace": Scenario(REPLACED, FIRST, many(0, 1), mark("mine"), list(range(MANY)), ["mine"]),
    "interval": Scenario(
        OVERWRITTEN, FIRST, many(0, 1), mark("mine", days(1)), [-1, *range(MANY)], ["first", "mine"]
    ),
    "column": Scenario(
        NOTED, FIRST, many(0, 1).append_column("note", pa.array(["new"] * MANY)), FILE, [-2, -1, *range(MANY)],
        ["first", "mine"],
    ),
    "overtaken": Scenario(
        EVENTS, FIRST, many(0, 1), FILE, [-3, -2, -1, *range(MANY)], ["first", "mine", "theirs"],
        (events((-3, 5)).read_all(), mark("theirs")),
    ),
    "merged": Scenario(MERGED, FIRST, many(-2, 2), FILE, list(range(-2, MANY - 2)), ["first", "mine"]),
    "deleted": Scenario(DELETED, FIRST, many(-1, 2), FILE, list(range(-2, MANY - 1)), ["first", "mine"]),
    "merged_again": Scenario(
        MERGED, FIRST, many(-2, 2), FILE, list(range(-3, MANY - 2)), ["first", "mine", "theirs"],
        (events((-3, 5), (-2, 5)).read_all(), mark("theirs")),
    ),
    "redone": Scenario(
        REPLACED, FIRST, many(0, 1), mark("mine"), list(range(MANY)), ["mine"],
        (events((-3, 5)).read_all(), mark("theirs")),
    ),
}  # fmt: skip


def live(root: Path, name: str, dataset: str, boundary: int, born: int) -> None:
    """One whole cycle, which ends at a boundary. `born`: where it says that its life begins."""
    lake, scenario = lake_in(root), SCENARIOS[name]
    for rows, said in scenario.before:
        before = replace(EVENTS, name=dataset, partitioning=scenario.table.partitioning)
        load(lake, before, rows.to_reader(), said)
    mine_the_boundaries(lake, boundary)
    os.write(born, b"!")
    scenario.run(lake, dataset)


def mine_the_boundaries(lake: Lake, boundary: int) -> None:
    crossings = count(1)

    def cross() -> None:
        if next(crossings) == boundary:
            os.kill(os.getpid(), signal.SIGKILL)

    def mined(act: Callable[..., Any]) -> Callable[..., Any]:
        def acting(*arguments: Any, **named: Any) -> Any:
            cross()
            done = act(*arguments, **named)
            cross()
            return done

        return acting

    catalog: Any = lake.catalog
    catalog.commit_table, catalog.create_table = mined(catalog.commit_table), mined(catalog.create_table)
    catalog.create_namespace = mined(catalog.create_namespace)
    PyArrowFile.create = mined(PyArrowFile.create)  # type: ignore[method-assign]


def lives(root: Path) -> Iterator[str]:
    """Fork a child for every line; say of each whether it was `killed`, or had `done` everything."""
    for line in sys.stdin:
        name, dataset, boundary, delay = line.split()
        crying, born = os.pipe()
        if not (child := os.fork()):
            code = 1
            try:
                live(root, name, dataset, int(boundary), born)
                code = 0
            finally:
                os._exit(code)
        os.close(born)
        os.read(crying, 1)
        os.close(crying)
        if float(delay):
            time.sleep(float(delay))
            os.kill(child, signal.SIGKILL)
        status = os.waitpid(child, 0)[1]
        yield "killed" if os.WIFSIGNALED(status) else "done" if status == 0 else "failed"


if __name__ == "__main__":
    for word in lives(Path(sys.argv[1])):
        print(word, flush=True)
