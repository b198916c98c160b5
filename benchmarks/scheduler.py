"""What a step costs inside Airflow: chains of eight steps under a real scheduler, eight tasks at a time.

`python -m benchmarks.scheduler [--pipelines 12]`. An operator that returns at once, in DAGs written by hand, in
dag-factory's, in levada's; then levada's own steps, of which each writes, checks and publishes a table. All DAGs are
triggered while they are paused, then set going in one moment. The time is that from the first task's start to the last
one's end; starting Airflow and reading the DAGs come before it."""

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from benchmarks import chains
from benchmarks.dags import DAG_FACTORY
from benchmarks.measure import peer, table
from tests.e2e.airflow_api import Airflow
from tests.e2e.airflow_home import Installation, start

PATIENCE = 7200.0
SETTINGS = {
    ("core", "parallelism"): 8,
    ("core", "min_serialized_dag_update_interval"): 30,
    ("dag_processor", "min_file_process_interval"): 300,
}
"""So that a core never waits for a task, and reading DAGs again is no part of it."""


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU seconds: of the workers, and of all of Airflow."""

    workers: float
    airflow: float


@dataclass(frozen=True, slots=True)
class Measured:
    tasks: int
    seconds: float
    spent: Spent


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--pipelines", type=int, default=12, help=f"of {chains.STEPS} steps each (default: 12)")
    count = options.parse_args().pipelines
    here, factory = Path(sys.executable), peer("dag-factory", *DAG_FACTORY)
    contenders: dict[str, tuple[Path, Callable[[Path, int], Path]]] = {
        "floor: by hand": (here, chains.by_hand),
        "dag-factory 1.1.0": (factory, chains.dag_factory),
        "levada, `operator`": (here, chains.operators),
        "levada, tables": (here, chains.tables),
    }
    with TemporaryDirectory() as folder:
        plugins = chains.plugins(Path(folder, "plugins"))
        rows = []
        for name, (python, written) in contenders.items():
            print(f"  {name}", file=sys.stderr, flush=True)
            root = written(Path(folder, written.__name__), count)
            what = Installation(python, {"chains": root / "dags"}, plugins, SETTINGS)
            rows.append(_row(name, _measured(root, what, chains.names(count))))
            print("   ", *rows[-1][1:], file=sys.stderr, flush=True)
    header = ("", "tasks", "seconds", "tasks/s", "worker CPU s/task", "Airflow CPU s/task")
    table(f"{count} pipelines of {chains.STEPS} steps under a real scheduler", header, rows)


def _row(name: str, of: Measured) -> tuple[str, ...]:
    each = (of.spent.workers / of.tasks, of.spent.airflow / of.tasks)
    return name, str(of.tasks), f"{of.seconds:.0f}", f"{of.tasks / of.seconds:.2f}", *(f"{cpu:.2f}" for cpu in each)


def _measured(root: Path, what: Installation, names: Sequence[str]) -> Measured:
    with start(root, what=what) as airflow:
        airflow.await_dags(set(names), seconds=600)
        for name in names:
            airflow.trigger(name)
        before, until = _spent(), time.monotonic() + PATIENCE
        airflow.unpause_all()
        for name in names:
            airflow.wait(name, seconds=until - time.monotonic())
        after = _spent()
        tasks = list(_tasks(airflow, names))
    first, last = min(begun for begun, _ in tasks), max(ended for _, ended in tasks)
    spent = Spent(after.workers - before.workers, after.airflow - before.airflow)
    return Measured(len(tasks), (last - first).total_seconds(), spent)


def _tasks(airflow: Airflow, names: Sequence[str]) -> Iterator[tuple[datetime, datetime]]:
    """When each began and ended.

    Raises:
        SystemExit: one has not succeeded.
    """
    for name in names:
        (run,) = airflow.runs(name)
        for task in airflow.tasks(name, run["dag_run_id"]):
            if task["state"] != "success":
                raise SystemExit(f"{name}.{task['task_id']}: {task['state']}")
            yield datetime.fromisoformat(task["start_date"]), datetime.fromisoformat(task["end_date"])


def _spent() -> Spent:
    """So far: of the processes that `start` has made, and of all that the scheduler has started, the workers."""
    parts = [part for part in psutil.Process().children() if "airflow" in " ".join(part.cmdline())]
    (scheduler,) = (part for part in parts if "scheduler" in " ".join(part.cmdline()))
    workers = sum(map(_cpu, scheduler.children(recursive=True)))
    return Spent(workers, sum(_cpu(each) for part in parts for each in (part, *part.children(recursive=True))))


def _cpu(process: psutil.Process) -> float:
    """Its own, and that of its children that have ended."""
    with suppress(psutil.NoSuchProcess):
        times = process.cpu_times()
        return float(times.user + times.system + times.children_user + times.children_system)
    return 0.0


if __name__ == "__main__":
    main()
