"""Cosmos in its watcher mode: one task runs `dbt build`, one for each model watches its state.

`python -P benchmarks/watcher.py`, with `COSMOS_PROJECT` and `COSMOS_PROFILES`, and an `AIRFLOW_HOME` of its own that
knows no other DAG. Says how long the run took; `dag.test` does its tasks one after another, without a scheduler, so the
one that builds is put before those that would wait for it."""

import json
import os
import sys
from datetime import datetime
from pathlib import Path

import airflow  # noqa: F401 Cosmos asks for it first
from cosmos import DbtDag, ExecutionConfig, ProfileConfig, ProjectConfig
from cosmos.constants import ExecutionMode

PROJECT, PROFILES = Path(os.environ["COSMOS_PROJECT"]), Path(os.environ["COSMOS_PROFILES"])

dag = DbtDag(
    dag_id="watched",
    schedule=None,
    start_date=datetime(2024, 1, 1),
    project_config=ProjectConfig(PROJECT),
    profile_config=ProfileConfig("levada", "levada", profiles_yml_filepath=PROFILES),
    execution_config=ExecutionConfig(execution_mode=ExecutionMode.WATCHER),
    operator_args={"deferrable": False, "poke_interval": 1},
)

producer = next(task for task in dag.tasks if type(task).__name__ == "DbtProducerWatcherOperator")
for task in dag.tasks:
    if task is not producer and not task.upstream_task_ids:
        task.set_upstream(producer)

if __name__ == "__main__":
    run = dag.test()
    states = sorted(str(task.state) for task in run.get_task_instances())
    if set(states) != {"success"}:
        sys.exit(f"not all of Cosmos' tasks succeeded: {states}")
    print("\n" + json.dumps({"build": (run.end_date - run.start_date).total_seconds(), "tasks": len(states)}))
