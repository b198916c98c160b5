"""The time a run is given: Airflow watches it, shows a run that is late, counts it, and calls what is here."""

import logging
from datetime import timedelta
from typing import Any

from airflow.sdk.definitions.callback import AsyncCallback
from airflow.sdk.definitions.deadline import DeadlineAlert, DeadlineReference

log = logging.getLogger(__name__)


def deadline(seconds: int) -> DeadlineAlert:
    """Counted from when a run was queued: whatever set it off, and also when it makes up for a missed one."""
    callback = AsyncCallback(f"{__name__}.{missed.__name__}")
    return DeadlineAlert(DeadlineReference.DAGRUN_QUEUED_AT, timedelta(seconds=seconds), callback)


async def missed(context: dict[str, Any], **_: Any) -> None:
    """Says it in the triggerer's log."""
    run = context["dag_run"]
    log.error(
        "%s: run %s has missed its deadline, %s", run["dag_id"], run["dag_run_id"], context["deadline"]["deadline_time"]
    )
