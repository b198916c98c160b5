"""Four processes on one table: nothing is lost, nothing doubled, and a reader never sees what is not published."""

import multiprocessing
import os
import random
import re
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from levada.errors import Retryable
from levada.lake import ledger
from levada.lake.publication import published
from levada.plan.tables import PartitionField, Table
from tests.lake.bench import (
    DELETED,
    EVENTS,
    MERGED,
    NAME,
    OVERWRITTEN,
    again,
    branches,
    days,
    events,
    lake_in,
    mark,
    seen,
)
from tests.lake.conftest import BOTH, place

PARTED = replace(EVENTS, strategy="insert_overwrite", partitioning=(PartitionField("at", "day"),))
ROUNDS = 3
PER_BATCH = 5
PATIENCE = 300
"""Seconds that a worker may take on a machine that has much else to do."""
PAUSE = 0.05
"""Seconds between two looks of the reader, which is not to hinder those who write."""
PROCESSES = multiprocessing.get_context("forkserver")
"""Children of a process that has imported everything already."""
PROCESSES.set_forkserver_preload(["levada.lake.merging", "tests.lake.bench"])


@pytest.fixture(params=BOTH)
def root(request: pytest.FixtureRequest, memory: Path) -> Path:
    """The folder of a lake of its own."""
    folder = memory / re.sub(r"\W+", "_", request.node.name)
    place(request, folder)
    return folder


def begun(environment: dict[str, str], work: Callable[..., None], *said: Any) -> None:
    """A child's life; its parent may have been there before these variables were set."""
    os.environ.update(environment)
    work(*said)


def appender(root: Path, worker: int) -> None:
    for number in range(ROUNDS):
        name = f"{worker}_{number}"
        first = (worker * ROUNDS + number) * PER_BATCH
        rows = [(first + offset, worker) for offset in range(PER_BATCH)]
        until_done(root, EVENTS, rows, name, None, name)


def own_days(root: Path, worker: int) -> None:
    """Everybody overwrites a day of their own, all in the same monthly partition, again and again."""
    for number in range(ROUNDS):
        rows = [(worker * PER_BATCH + offset, worker) for offset in range(PER_BATCH)]
        until_done(root, OVERWRITTEN, rows, f"{worker}_{number}", worker, f"{worker}_{number}")


def same_days(root: Path, worker: int) -> None:
    """Everybody overwrites the same two days: whoever comes last wins, whole."""
    for number in range(ROUNDS):
        rows = [(worker * PER_BATCH + offset, number % 2) for offset in range(PER_BATCH)]
        until_done(root, OVERWRITTEN, rows, f"{worker}_{number}", number % 2, f"{worker}_{number}")


def same_keys(root: Path, worker: int) -> None:
    """Everybody merges the same two batches of keys: whoever comes last wins, whole."""
    for number in range(ROUNDS):
        first = (number % 2) * PER_BATCH
        rows = [(first + offset, worker) for offset in range(PER_BATCH)]
        until_done(root, MERGED, rows, f"{worker}_{number}", None, f"{worker}_{number}", f"{number % 2}.csv")


def own_keys(root: Path, worker: int) -> None:
    """Everybody deletes and inserts keys of their own, which lie in files with those of others."""
    for number in range(ROUNDS):
        rows = [(worker + 4 * offset, number) for offset in range(PER_BATCH)]
        until_done(root, DELETED, rows, f"{worker}_{number}", None, f"{worker}_{number}", f"{worker}.csv")


def own_partitions(root: Path, worker: int) -> None:
    """Everybody is an item of one step, and overwrites the partitions of its own rows, again and again."""
    for number in range(ROUNDS):
        rows = [(worker * PER_BATCH + offset, worker) for offset in range(PER_BATCH)]
        until_done(root, PARTED, rows, f"{worker}_{number}", None, f"{worker}_{number}", item=str(worker))


def until_done(
    root: Path, table: Table, rows: list[tuple[int, int]], run: str, day: int | None, what: str, file: str = "",
    item: str | None = None,
) -> None:  # fmt: skip
    lake = lake_in(root)
    batch = events(*rows, what=what).read_all()
    said = mark(run, None if day is None else days(day), file=(file, run) if file else None)
    while True:
        try:
            again(lake, table, batch, replace(said, run=replace(said.run, item=item)))
            return
        except Retryable:
            time.sleep(random.uniform(0, 0.1))


def reader(root: Path, stop: Any, found: Any) -> None:
    """Every state seen must hold whole batches, and exactly those that its ledger says were published."""
    lake = lake_in(root)
    looks = 0
    while not stop.is_set():
        if snapshot := published(lake, NAME):
            batches = Counter(seen(lake, columns="what", snapshot=snapshot))
            entered = {entry.run for entry in ledger.read(lake, NAME, snapshot).entries}
            if set(batches) != entered or any(count != PER_BATCH for count in batches.values()):
                found.put(f"seen: {batches}, published: {entered}")
                return
            looks += 1
        stop.wait(PAUSE)
    found.put(looks)


def all_at_once(root: Path, work: Callable[[Path, int], None]) -> None:
    stop, found = PROCESSES.Event(), PROCESSES.Queue()
    environment = dict(os.environ)
    watching = PROCESSES.Process(target=begun, args=(environment, reader, root, stop, found))
    workers = [PROCESSES.Process(target=begun, args=(environment, work, root, worker)) for worker in range(4)]
    for process in (watching, *workers):
        process.start()
    for process in workers:
        process.join(PATIENCE)
    stop.set()
    looks = found.get(timeout=30)
    watching.join(30)
    assert [process.exitcode for process in workers] == [0] * 4
    assert isinstance(looks, int), looks
    assert looks > 0


def test_appends(root: Path) -> None:
    all_at_once(root, appender)
    lake = lake_in(root)
    assert seen(lake) == list(range(4 * ROUNDS * PER_BATCH))
    runs = [entry.run for entry in ledger.read(lake, NAME).entries]
    assert sorted(runs) == sorted(f"{worker}_{number}" for worker in range(4) for number in range(ROUNDS))
    assert branches(lake) == ["main"]


def test_overwrites_of_different_intervals_in_one_partition(root: Path) -> None:
    all_at_once(root, own_days)
    lake = lake_in(root)
    assert seen(lake) == list(range(4 * PER_BATCH))
    assert set(seen(lake, columns="what")) == {f"{worker}_{ROUNDS - 1}" for worker in range(4)}
    assert branches(lake) == ["main"]


def test_overwrites_of_the_same_intervals(root: Path) -> None:
    all_at_once(root, same_days)
    lake = lake_in(root)
    kept = Counter(seen(lake, columns="what"))
    assert list(kept.values()) == [PER_BATCH] * 2
    assert {entry.run for entry in ledger.read(lake, NAME).entries} == set(kept)
    assert branches(lake) == ["main"]


def test_items_of_one_step_overwrite_partitions_of_their_own(root: Path) -> None:
    all_at_once(root, own_partitions)
    lake = lake_in(root)
    assert set(seen(lake, columns="what")) == {f"{worker}_{ROUNDS - 1}" for worker in range(4)}
    assert sorted(entry.item or "" for entry in ledger.read(lake, NAME).entries) == ["0", "1", "2", "3"]
    assert branches(lake) == ["main"]


@pytest.mark.parametrize(("work", "keys"), [(same_keys, 2 * PER_BATCH), (own_keys, 4 * PER_BATCH)])
def test_merges(root: Path, work: Callable[[Path, int], None], keys: int) -> None:
    all_at_once(root, work)
    lake = lake_in(root)
    assert seen(lake) == list(range(keys))
    assert set(Counter(seen(lake, columns="what")).values()) == {PER_BATCH}
    assert branches(lake) == ["main"]
