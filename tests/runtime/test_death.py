"""A task is killed at every stage boundary, and performed again: the same rows, the same ledger, no draft left."""

import os
import signal
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from levada.engines.embedded import gate
from levada.lake import writer
from levada.plan.actions import Ingest
from levada.plan.graph import Task
from levada.plan.items import Listed
from levada.plan.run import Run
from levada.plan.tables import Strategy
from levada.runtime import perform as performing
from levada.runtime import stages
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from tests.runtime.tasks import ENVIRONMENT, ROWS, RUN, drafts, entries, ids, land, task

BOUNDARIES = [
    (stages, "admit"), (writer.Writer, "write"), (gate, "check"), (stages, "publish"), (performing, "record"),
]  # fmt: skip


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def deadly(original: Callable[..., Any], before: bool) -> Callable[..., Any]:
    """The function, and death before or after it."""

    def call(*arguments: Any, **more: Any) -> Any:
        if before:
            die()
        original(*arguments, **more)
        die()

    return call


def killed(root: Path, work: Task, run: Run, owner: Any, name: str, before: bool) -> None:
    """Perform a task in a child that dies at a boundary."""
    child = os.fork()
    if child == 0:
        setattr(owner, name, deadly(getattr(owner, name), before))
        try:
            perform(work, run, ENVIRONMENT, root, Listener(lambda _: None))
        finally:
            os._exit(1)
    _, status = os.waitpid(child, 0)
    assert os.WTERMSIG(status) == signal.SIGKILL


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
@pytest.mark.parametrize("boundary", BOUNDARIES, ids=[name for _, name in BOUNDARIES])
@pytest.mark.parametrize("strategy", ["append", "replace", "insert_overwrite", "merge"])
def test_the_second_attempt_ends_it(
    tmp_path: Path, strategy: Strategy, boundary: tuple[Any, str], before: bool
) -> None:
    land(tmp_path)
    killed(tmp_path, task(strategy), RUN, *boundary, before)
    perform(task(strategy), RUN, ENVIRONMENT, tmp_path, Listener(lambda _: None))
    assert (ids(tmp_path), entries(tmp_path), list(drafts(tmp_path))) == ([1, 2], [("raw_t", "r1", 2)], [])


@pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning")
@pytest.mark.parametrize("boundary", BOUNDARIES, ids=[name for _, name in BOUNDARIES])
@pytest.mark.parametrize("strategy", ["append", "merge"])
def test_so_it_does_for_an_item_beside_another(tmp_path: Path, strategy: Strategy, boundary: tuple[Any, str]) -> None:
    work = replace(task(strategy), action=Ingest("t-{{ item }}.csv", "csv"), for_each=Listed(("a", "b")))
    land(tmp_path, ROWS, "a")
    land(tmp_path, ROWS.replace("\n1,", "\n3,").replace("\n2,", "\n4,"), "b")
    one, other = (replace(RUN, item=item) for item in "ab")
    perform(work, one, ENVIRONMENT, tmp_path, Listener(lambda _: None))
    killed(tmp_path, work, other, *boundary, before=False)
    perform(work, other, ENVIRONMENT, tmp_path, Listener(lambda _: None))
    assert (ids(tmp_path), entries(tmp_path), list(drafts(tmp_path))) == (
        [1, 2, 3, 4], [("raw_t", "r1", 2)] * 2, [],
    )  # fmt: skip
