"""A run that has failed: Airflow calls what is here, once, and whoever owns the pipeline is told."""

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from levada.targets.airflow.artefact import Channel
from levada.targets.airflow.notifiers import tell
from levada.targets.airflow.operator import Perform

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failed:
    """What a DAG calls with its context when a run of it has failed."""

    channel: Channel

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
    if (last := context.get("ti")) is None:
        return
    states = last.get_task_states(dag_id=last.dag_id, run_ids=[last.run_id])[last.run_id]
    for step in sorted(step for step, state in states.items() if state == "failed"):
        why = _why(context, step)
        yield f"{step}: {why}" if why else step


def _why(context: Mapping[str, Any], step: str) -> str:
    """The first line of what a step of ours has left as its outcome; others leave none."""
    if not isinstance(context["dag"].task_dict.get(step), Perform):
        return ""
    outcome = context["ti"].xcom_pull(task_ids=step) or {}
    return next(iter(outcome.get("error", "").splitlines()), "")
