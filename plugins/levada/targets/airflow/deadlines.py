"""The time a run is given: Airflow watches it, shows a run that is late, counts it, and calls what is here."""

import logging
from datetime import timedelta
from typing import Any

from airflow.sdk import DAG
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

from levada.targets.airflow.artefact import Called
from levada.targets.airflow.notifiers import tell_soon
from levada.targets.airflow.older import AsyncCallback

log = logging.getLogger(__name__)


def deadline(seconds: int, channel: Called | None = None) -> DeadlineAlert:
    """Counted from when a run was queued: whatever set it off, and also when it makes up for a missed one."""
    callback = AsyncCallback(f"{__name__}.{missed.__name__}", dict(channel or {}))
    return DeadlineAlert(DeadlineReference.DAGRUN_QUEUED_AT, timedelta(seconds=seconds), callback)


async def missed(context: dict[str, Any], path: str = "", arguments: str = "{}") -> None:
    """Says it in the triggerer's log, and to the owner's channel, if there is one."""
    run, due = context["dag_run"], context["deadline"]["deadline_time"]
    message = f"{run['dag_id']}: run {run['dag_run_id']} has missed its deadline, {due}"
    log.error("%s", message)
    if path:
        # Of a late run Airflow tells less than of one that failed: what a channel names for both is filled for both.
        known = {"dag": DAG(run["dag_id"]), "run_id": run["dag_run_id"]}
        known["dag_run"] = {"run_id": run["dag_run_id"], **run}
        await tell_soon({"path": path, "arguments": arguments}, {**context, **known}, message)
