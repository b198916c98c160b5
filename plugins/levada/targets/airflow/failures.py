"""A run that has failed: Airflow calls what is here, once, and whoever owns the pipeline is told."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from airflow.sdk.definitions.mappedoperator import MappedOperator

from levada.targets.airflow.artefact import Called
from levada.targets.airflow.notifiers import tell
from levada.targets.airflow.operator import Perform

log = logging.getLogger(__name__)
MOST = 5
"""How many tasks are named."""


@dataclass(frozen=True, slots=True)
class Failed:
    """What a DAG calls with its context when a run of it has failed."""

    channel: Called

    def __call__(self, context: Mapping[str, Any]) -> None:
        tell(self.channel, context, sentence(context))


def sentence(context: Mapping[str, Any]) -> str:
    """Which run failed, at which steps and why: headlines only, as rows are not for everybody who is told."""
    whole = f"{context['dag'].dag_id}: run {context['run_id']} has failed"
    try:
        steps = "; ".join(_steps(context))
    except Exception as error:  # whatever keeps us from knowing more, the team is told of the run
        log.warning("which steps failed could not be found out: %s", error)
        steps = ""
    return f"{whole} at {steps}" if steps else whole


def _steps(context: Mapping[str, Any]) -> Iterator[str]:
    """A few of those that failed: of a step that is done for each item there may be many."""
    if (last := context.get("ti")) is None:
        return
    states = last.get_task_states(dag_id=last.dag_id, run_ids=[last.run_id])[last.run_id]
    failed = sorted(name for name, state in states.items() if state == "failed")
    for name in failed[:MOST]:
        yield _said(context, name)
    if more := failed[MOST:]:
        yield f"and {len(more)} more"


def _said(context: Mapping[str, Any], name: str) -> str:
    """A task, or its step and item, and the first line of what it has left as its outcome, if it is ours. Of a mapped
    one, `name` ends in its number."""
    tasks, where = context["dag"].task_dict, {}
    task, _, number = name.rpartition("_")
    if name not in tasks and task in tasks:
        name, where = task, {"map_indexes": int(number)}
    if not _is_ours(tasks.get(name)):
        return name
    outcome = context["ti"].xcom_pull(task_ids=name, **where) or {}
    called = name if outcome.get("item") is None else f"{outcome['step']}[{outcome['item']}]"
    why = next(iter(outcome.get("error", "").splitlines()), "")
    return f"{called}: {why}" if why else called


def _is_ours(task: object) -> bool:
    kind = task.operator_class if isinstance(task, MappedOperator) else type(task)
    return isinstance(kind, type) and issubclass(kind, Perform)
