"""A step that Airflow does itself becomes an operator of its own kind; what levada knows of the run goes with it.

Whether its class takes what the spec says is asked when the spec is compiled. A parse, which every task pays for, only
makes the operator: none of the plan's classes is needed for that."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.sdk import Asset, BaseOperator

from levada.errors import Permanent, Skipped
from levada.targets.airflow.artefact import Called
from levada.targets.airflow.assets import announce_partition
from levada.targets.airflow.older import AirflowFailException, AirflowSkipException
from levada.targets.airflow.signatures import Fault, faults, load

if TYPE_CHECKING:
    from levada.plan.graph import Plan

log = logging.getLogger(__name__)
Hook = Callable[..., None]


class Unfit(Permanent):
    """An operator that does not take what the spec gives it. `found`: everything that is wrong with the step."""

    def __init__(self, step: str, found: tuple[Fault, ...]) -> None:
        super().__init__("; ".join(f"step {step}: {message}" for _, message, _ in found))
        self.step, self.found = step, found


def refuse_unfit(plan: "Plan") -> None:
    """Ask the class of every step that is Airflow's own.

    Raises:
        Unfit: it is not there, or cannot be made of its arguments.
    """
    from levada.plan.actions import Operator

    for task in plan.tasks:
        if isinstance(task.action, Operator) and (found := tuple(faults(task.action))):
            raise Unfit(task.step, found)


@contextmanager
def fitting(step: str, called: Called) -> Iterator[None]:
    """The class may have become another one since it was asked.

    Raises:
        Unfit: it has, and does not take its arguments any more.
    """
    try:
        yield
    except Exception:
        from levada.plan.actions import Operator

        if found := tuple(faults(Operator(called["path"], called["arguments"]))):
            raise Unfit(step, found) from None
        raise


def foreign(
    called: Called,
    common: Mapping[str, Any],
    *,
    work: str,
    environment: str,
    root: str,
    timezone: str,
    unit: str = "",
    conditional: bool = False,
) -> BaseOperator:
    """The operator. `common`: what every task of the DAG is given; `conditional`: whether it may be left out; the rest
    as `Perform` has it.

    Raises:
        Unfit: its class is not there, or cannot be made of its arguments.
    """

    hooks: dict[str, Any] = {"post_execute": _announcing(common["outlets"], timezone, unit)}
    if conditional:
        hooks |= {"pre_execute": _admitting(work, environment, root, timezone, unit), "on_execute_callback": _executed}
    with fitting(common["task_id"], called):
        return load(called["path"])(**json.loads(called["arguments"]), **common, **hooks)


def _admitting(work: str, environment: str, root: str, timezone: str, unit: str) -> Hook:
    """Skips the task if its condition does not hold."""

    def admit(context: Mapping[str, Any]) -> None:
        from levada.plan import codec
        from levada.runtime.conditions import admitted
        from levada.targets.airflow.runs import run

        task, where = codec.decode(work), codec.decode_environment(environment)
        try:
            admitted(task, run(context, timezone, unit), where, Path(root))
        except Skipped as error:
            raise AirflowSkipException(str(error)) from None
        except Permanent as error:
            raise AirflowFailException(str(error)) from None

    return admit


def _announcing(outlets: list[Asset], timezone: str, unit: str) -> Hook:
    """Says in the datasets' events the interval, so that runs they set off have one too. And a word on what the run was
    given and nobody reads."""

    def announce(context: Mapping[str, Any], _: Any = None) -> None:
        from levada.targets.airflow.runs import run, unread

        for line in unread(context):
            log.warning(line)
        interval = run(context, timezone, unit).interval
        for outlet in outlets:
            event = context["outlet_events"][outlet]
            event.extra.update({"interval": interval and interval.as_json()})
            announce_partition(event, str(interval or ""), context)

    return announce


def _executed(_: Any) -> None:
    """Its being there is enough: without one, the scheduler takes an EmptyOperator for done and asks no condition."""
