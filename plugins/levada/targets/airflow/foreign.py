"""A step that Airflow does itself becomes an operator of its own kind; what levada knows of the run goes with it."""

import json
import logging
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from airflow.sdk import BaseOperator

from levada.errors import Permanent, Skipped
from levada.plan import codec
from levada.plan.actions import Operator
from levada.targets.airflow.assets import announce_partition, asset
from levada.targets.airflow.older import AirflowFailException, AirflowSkipException
from levada.targets.airflow.runs import run, unread
from levada.targets.airflow.signatures import Fault, faults, load

log = logging.getLogger(__name__)


class Unfit(Permanent):
    """An operator that does not take what the spec gives it. `found`: everything that is wrong with the step."""

    def __init__(self, step: str, found: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"step {step}: {message}" for _, message, _ in found))
        self.step, self.found = step, found


def foreign(
    work: str, environment: str, root: str, timezone: str, common: Mapping[str, Any], unit: str = ""
) -> BaseOperator:
    """The operator. `common`: what every task of the DAG is given; the rest as `Perform` has it.

    Raises:
        Unfit: its class is not there, or cannot be made of its arguments.
    """
    task, where = codec.decode(work), codec.decode_environment(environment)
    kind, arguments = fit(work)

    def admit(context: Mapping[str, Any]) -> None:
        """Skips the task if its condition does not hold."""
        from levada.runtime.conditions import admitted

        try:
            admitted(task, run(context, timezone, unit), where, Path(root))
        except Skipped as error:
            raise AirflowSkipException(str(error)) from None
        except Permanent as error:
            raise AirflowFailException(str(error)) from None

    def announce(context: Mapping[str, Any], _: Any = None) -> None:
        """What the datasets' events carry: the interval, so that runs they set off have one too. And a word on what the
        run was given and nobody reads."""
        for line in unread(context):
            log.warning(line)
        interval = run(context, timezone, unit).interval
        for table in task.tables:
            event = context["outlet_events"][asset(table.name, where.lineage_namespace)]
            event.extra.update({"interval": interval and interval.as_json()})
            announce_partition(event, str(interval or ""), context)

    hooks: dict[str, Any] = {"post_execute": announce}
    if task.when:
        hooks |= {"pre_execute": admit, "on_execute_callback": _executed}
    return kind(**json.loads(arguments), **common, **hooks)


def fit(work: str) -> tuple[type[BaseOperator], str]:
    """The class of a task's operator, and its arguments (JSON), of which one can be made.

    Raises:
        Unfit: it is not there, or cannot.
    """
    task = codec.decode(work)
    action = task.action
    assert isinstance(action, Operator)
    if found := tuple(faults(action)):
        raise Unfit(task.step, found)
    return load(action.path), action.arguments


def _executed(_: Any) -> None:
    """Its being there is enough: without one, the scheduler takes an EmptyOperator for done and asks no condition."""
