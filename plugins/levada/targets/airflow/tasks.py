"""A task becomes an operator: ours, which carries it as JSON, or the one of Airflow's that it names."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Param

from levada.targets.airflow.artefact import Artefact, TaskArtefact
from levada.targets.airflow.assets import asset
from levada.targets.airflow.operator import Perform

DURATIONS = ("retry_delay", "execution_timeout")


def operator(task: TaskArtefact, artefact: Artefact, root: Path) -> BaseOperator:
    """The operator of a task; it is in no DAG yet.

    Raises:
        Unfit: the task is Airflow's own, and cannot be made of its arguments.
    """
    said = {
        "work": task["work"],
        "environment": artefact["environment"],
        "root": str(root),
        "timezone": artefact["timing"]["timezone"],
        "unit": (artefact["timing"]["calendar"] or {}).get("unit", ""),
    }
    common = _common(task, artefact["namespace"])
    match task["kind"]:
        case "perform":
            return Perform(**said, **common)
        case "wait":
            from levada.targets.airflow.waiting import Await

            return Await(**said, **common)
        case "operator":
            from levada.targets.airflow.foreign import foreign

            return foreign(**said, common=common)


def _common(task: TaskArtefact, namespace: str) -> dict[str, Any]:
    """What every operator is given."""
    durations = {name: timedelta(seconds=task["arguments"][name]) for name in DURATIONS if name in task["arguments"]}
    outlets = [asset(dataset, namespace) for dataset in task["outlets"]]
    return {"task_id": task["step"], "outlets": outlets, **task["arguments"], **durations}


def chained(artefact: Artefact, operators: Mapping[str, BaseOperator]) -> None:
    """The plan's order between its operators, given by step. Airflow's `set_upstream` would digest the whole DAG for
    each edge, to find that both its ends are in it."""
    for task in artefact["tasks"]:
        later = operators[task["step"]]
        for earlier in (operators[step] for step in task["after"]):
            later.upstream_task_ids.add(earlier.node_id)
            earlier.downstream_task_ids.add(later.node_id)


def asked(artefact: Artefact) -> dict[str, Param]:
    """The questions of the form that Airflow shows whoever starts a run."""
    return {name: _param(dict(schema)) for name, schema in artefact["params"].items()}


def _param(schema: dict[str, Any]) -> Param:
    said = {key: schema.pop(key) for key in ("default", "description") if key in schema}
    return Param(**said, schema=schema)
