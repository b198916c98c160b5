"""The demo's runs as Airflow performs them: a line for every task that ends, until nothing is left to do."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rich.console import Console

from tests.e2e.airflow_api import FINISHED, Airflow

ENDED = {"success", "failed", "upstream_failed", "skipped"}
MARKS = {"success": "[green]✓[/]", "failed": "[red]■[/]"}

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pipelines:
    """`first` is scheduled, for `intervals`; `second` follows whenever its task `publisher` has succeeded."""

    first: str
    publisher: str
    second: str
    intervals: int


class Late(Exception):
    """The runs have not ended in time; the message says what was still going on."""


def watch(airflow: Airflow, what: Pipelines, console: Console, clock: Callable[[], float], seconds: float) -> list[Row]:
    """Every task instance, in the order in which they ended.

    Raises:
        Late: after `seconds` there is still something to do.
    """
    until, seen = time.monotonic() + seconds, dict[tuple[str, str, str], Row]()
    with console.status("waiting for the scheduler") as status:
        while True:
            tasks = list(_tasks(airflow, (what.first, what.second)))
            over = _over(airflow, what, tasks)
            for task in sorted((t for t in tasks if t["state"] in ENDED and _key(t) not in seen), key=_ended):
                seen[_key(task)] = task
                console.print(_line(task, clock()))
            running = [f"{task['dag_id']}.{task['task_id']}" for task in tasks if task["state"] == "running"]
            status.update(f"{clock():3.0f} s  " + (", ".join(running) or "waiting for the scheduler"))
            if over:
                return list(seen.values())
            if time.monotonic() > until:
                raise Late(f"after {seconds:.0f} s not ended yet: {', '.join(running) or 'no task is running'}")
            time.sleep(1)


def _tasks(airflow: Airflow, dags: tuple[str, ...]) -> Iterator[Row]:
    for dag in dags:
        for run in airflow.runs(dag):
            for task in airflow.tasks(dag, run["dag_run_id"]):
                yield {**task, "interval": run["data_interval_start"]}


def _over(airflow: Airflow, what: Pipelines, tasks: list[Row]) -> bool:
    """Every interval has run, and so has what its last publication set off."""
    if any(task["state"] not in ENDED for task in tasks):
        return False
    first, second = airflow.runs(what.first), airflow.runs(what.second)
    if sum(run["state"] in FINISHED for run in first) < what.intervals:
        return False
    source = (what.first, what.publisher, "success")
    news = [task["end_date"] for task in tasks if (task["dag_id"], task["task_id"], task["state"]) == source]
    followed = not news or any(_moment(run["run_after"]) >= _moment(max(news)) for run in second)
    return followed and all(run["state"] in FINISHED for run in second)


def _line(task: Row, at: float) -> str:
    when = (task["interval"] or "")[:10] or "follows"
    name = f"{task['dag_id']}.{task['task_id']}"
    return f"{at:4.0f} s  {MARKS.get(task['state'], '-')} {when:<10}  {name:<32} {task['duration'] or 0:5.1f} s"


def _key(task: Row) -> tuple[str, str, str]:
    return task["dag_id"], task["dag_run_id"], task["task_id"]


def _ended(task: Row) -> str:
    return task["end_date"] or ""


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)
