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
    """`first` is scheduled, for `intervals`; `second` follows whenever `asset` was published."""

    first: str
    second: str
    asset: str
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
            over = _over(airflow, what)  # asked first: what ends meanwhile is told below
            tasks = list(_tasks(airflow, (what.first, what.second)))
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
                yield {**task, "interval": run["data_interval_start"], "run_after": run["run_after"]}


def _over(airflow: Airflow, what: Pipelines) -> bool:
    """Every interval has run, and so has what its last publication set off."""
    first, second = airflow.runs(what.first), airflow.runs(what.second)
    if sum(run["state"] in FINISHED for run in first) < what.intervals:
        return False
    news = [event["timestamp"] for event in airflow.asset_events() if event["name"] == what.asset]
    if not news:
        return True
    followed = any(_moment(run["run_after"]) >= _moment(max(news)) for run in second)
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
