"""Building the DAGs of many specs, and the one DAG a worker asks for: levada, dag-factory, and bare construction.

`python -m benchmarks.dags [--count 1000] [--rounds 3]`. The time is that of building alone: Airflow is imported before.
"""

import argparse
import shutil
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import airflow_projects
from benchmarks.measure import Figure, middle, peer, process, rounds, table

DAG_FACTORY = ("dag-factory==1.1.0", "apache-airflow>=3.3,<3.4")

BUILD = """
import json, sys, time
from pathlib import Path
import airflow.sdk
from airflow.sdk import get_parsing_context
{before}
begun = time.perf_counter(), time.process_time()
{build}
ended = time.perf_counter(), time.process_time()
print(json.dumps({{"seconds": ended[0] - begun[0], "cpu": ended[1] - begun[1], "dags": len(made)}}))
"""
LEVADA = BUILD.format(before="from levada.targets.airflow.loader import dags", build="made = dags(Path(sys.argv[1]))")
LEVADA_LOAD = BUILD.format(
    before="", build="from levada.targets.airflow.loader import dags\nmade = dags(Path(sys.argv[1]))"
)
PEER = BUILD.format(
    before="from dagfactory import load_yaml_dags\nfrom airflow.providers.standard.operators.bash import BashOperator",
    build="names = {}\nload_yaml_dags(globals_dict=names, dags_folder=sys.argv[1])\n"
    "made = [one for one in names.values() if isinstance(one, airflow.sdk.DAG)]",
)
FLOOR = BUILD.format(
    before="""
from airflow.sdk import DAG, Asset
from levada.engines.registry import ABILITIES
from levada.plan import codec
from levada.plan.binding import bind, environment
from levada.plan.planner import plan
from levada.spec.reader import read_pipeline
from levada.targets.airflow.operator import Perform
from levada.targets.airflow.timetable import LevadaTimetable
from datetime import timedelta
root = Path(sys.argv[1])
project = read_pipeline(root, "pipeline_0000")
(found,) = plan(project)
ready = bind(found, environment(project), ABILITIES)
where = codec.encode_environment(environment(project))
work = [(task, codec.encode(task)) for task in ready.tasks]
when = ready.schedule
""",
    build="""
made = []
for number in range(int(sys.argv[2])):
    one = DAG(f"pipeline_{number:04}", schedule=LevadaTimetable(when.cron, when.timezone, when.unit), doc_md="x" * 900)
    for task, text in work:
        Perform(task_id=task.step, work=text, environment=where, root=str(root), timezone="UTC", dag=one,
                outlets=[Asset(name=f"{t.name}{number}", uri=f"iceberg://local/{t.name}{number}") for t in task.tables],
                owner="operations", retries=0, retry_delay=timedelta(seconds=300), priority_weight=1)
    for task, _ in work:
        one.get_task(task.step).set_upstream([one.get_task(step) for step in task.after])
    made.append(one)
""",
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--count", type=int, default=1000, help="specs (default: 1000)")
    options.add_argument("--rounds", type=int, default=3, help="how often each is measured (default: 3)")
    said = options.parse_args()
    with TemporaryDirectory() as folder:
        _build(Path(folder), said.count, said.rounds)
        _load(Path(folder), said.count, said.rounds)


def _build(folder: Path, count: int, times: int) -> None:
    ours = airflow_projects.levada(folder / "levada", count)
    theirs = airflow_projects.dag_factory(folder / "dag_factory", count)
    python = peer("dag-factory", *DAG_FACTORY)
    child = partial(process, AIRFLOW_HOME=str(folder / "home"), AIRFLOW__CORE__LOAD_EXAMPLES="false")
    figures = rounds(
        {
            "bare construction": lambda: child([sys.executable, "-c", FLOOR, ours, str(count)]),
            "levada, specs new": lambda: child([sys.executable, "-c", LEVADA, _new(ours)]),
            "levada, specs known": lambda: child([sys.executable, "-c", LEVADA, ours]),
            "dag-factory 1.1.0": lambda: child([python, "-c", PEER, theirs]),
        },
        times,
    )
    cpu = {name: 1000 * middle(those, _cpu) / count for name, those in figures.items()}
    wall = {name: 1000 * middle(those, _seconds) / count for name, those in figures.items()}
    floor = cpu["bare construction"]
    rows = [
        (name, f"{wall[name]:.2f}", f"{cpu[name]:.2f}", f"{cpu[name] / floor:.2f}", str(figures[name][0].said["dags"]))
        for name in figures
    ]
    header = ("", "ms/DAG", "CPU ms/DAG", "to bare", "DAGs")
    table(f"Building {count} DAGs of {airflow_projects.STEPS} operators", header, rows)


def _new(project: Path) -> Path:
    """A project whose specs nobody has compiled."""
    shutil.rmtree(project / ".levada", ignore_errors=True)
    return project


def _load(folder: Path, count: int, times: int) -> None:
    """What a worker pays beyond Airflow's own import, levada's import included; the DAG processor has been there."""
    few = airflow_projects.levada(folder / "few", 10)
    process([sys.executable, "-c", LEVADA, few], AIRFLOW_HOME=str(folder / "home"))
    context = {"_AIRFLOW_PARSING_CONTEXT_DAG_ID": "pipeline_0007", "_AIRFLOW_PARSING_CONTEXT_TASK_ID": "p0007_t0"}
    child = partial(process, AIRFLOW_HOME=str(folder / "home"), **context)
    figures = rounds(
        {
            "of 10": lambda: child([sys.executable, "-c", LEVADA_LOAD, few]),
            f"of {count}": lambda: child([sys.executable, "-c", LEVADA_LOAD, folder / "levada"]),
        },
        times,
    )
    rows = [
        (name, f"{1000 * middle(those, _seconds):.0f}", f"{1000 * middle(those, _cpu):.0f}", str(those[0].said["dags"]))
        for name, those in figures.items()
    ]
    table("A worker's load of one DAG, beyond Airflow's import", ("", "ms", "CPU ms", "DAGs"), rows)


def _seconds(figure: Figure) -> float:
    return float(figure.said["seconds"])


def _cpu(figure: Figure) -> float:
    return float(figure.said["cpu"])


if __name__ == "__main__":
    main()
