"""A task becomes an operator: ours, which carries it as JSON, or the one of Airflow's that it names."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator, Param
from airflow.sdk.definitions.mappedoperator import MappedOperator

from levada.targets.airflow.artefact import Artefact, TaskArtefact
from levada.targets.airflow.assets import asset
from levada.targets.airflow.operator import Perform

DURATIONS = ("retry_delay", "execution_timeout")


Ends = tuple[BaseOperator | MappedOperator, BaseOperator]
"""The first and the last operator of a step; of most the same one."""


def ends(task: TaskArtefact, artefact: Artefact, root: Path) -> Ends:
    """What becomes of a task, in the DAG and the group whose `with` this is called in.

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
    if mapped := task["mapped"]:
        from levada.targets.airflow.mapped import group

        return group(mapped, task["called"], said, common)
    one = _operator(task, said, common)
    return one, one


def _operator(task: TaskArtefact, said: dict[str, Any], common: dict[str, Any]) -> BaseOperator:
    if called := task["called"]:
        from levada.targets.airflow.foreign import foreign

        return foreign(called, common, **said, conditional=task["conditional"])
    if task["waits"]:
        from levada.targets.airflow.waiting import Await

        return Await(**said, **common)
    return Perform(**said, **common)


def _common(task: TaskArtefact, namespace: str) -> dict[str, Any]:
    """What every operator is given."""
    durations = {name: timedelta(seconds=task["arguments"][name]) for name in DURATIONS if name in task["arguments"]}
    outlets = [asset(dataset, namespace) for dataset in task["outlets"]]
    return {"task_id": task["step"], "outlets": outlets, **task["arguments"], **durations}


def chained(artefact: Artefact, made: Mapping[str, Ends]) -> None:
    """The plan's order between what became of its steps. Airflow's `set_upstream` would digest the whole DAG for
    each edge, to find that both its ends are in it."""
    for task in artefact["tasks"]:
        later, _ = made[task["step"]]
        for _, earlier in (made[step] for step in task["after"]):
            later.upstream_task_ids.add(earlier.node_id)
            earlier.downstream_task_ids.add(later.node_id)


def asked(artefact: Artefact) -> dict[str, Param]:
    """The questions of the form that Airflow shows whoever starts a run."""
    return {name: _param(dict(schema)) for name, schema in artefact["params"].items()}


def _param(schema: dict[str, Any]) -> Param:
    said = {key: schema.pop(key) for key in ("default", "description") if key in schema}
    return Param(**said, schema=schema)
