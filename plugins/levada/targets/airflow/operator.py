"""The operator for work that is done in the worker: it carries a bound task as JSON and performs it.

Whatever performing takes is imported when a task is performed: a parse needs none of it."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator
from airflow.sdk.bases.xcom import BaseXCom

from levada.errors import LevadaError, Permanent, Retryable, Skipped
from levada.targets.airflow.assets import announce_partition, announcement, asset
from levada.targets.airflow.older import (
    AirflowException,
    AirflowFailException,
    AirflowSkipException,
    AirflowTaskTerminated,
)

if TYPE_CHECKING:
    from airflow.providers.openlineage.extractors import OperatorLineage

    from levada.plan.checks import Severity
    from levada.plan.environment import Environment
    from levada.plan.graph import Task
    from levada.plan.run import Item, Run
    from levada.runtime.evidence import Outcome
    from levada.runtime.listener import Listener

ROWS_EVERY = 30
"""Seconds between lines of the log that say how many rows have come."""


class Carrier(BaseOperator):
    """Carries a task, or one `item` of it. `work` and `environment` are JSON (`levada.plan.codec`), `root` is the
    project's folder, `timezone` the one in which the pipeline's intervals are whole, `unit` the one that each run is
    of, where assets set off a run for each."""

    ui_color = "#d7e8ee"

    def __init__(
        self, *, work: str, environment: str, root: str, timezone: str, unit: str = "", item: "Item | None" = None,
        **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(**kwargs)
        self.work, self.environment, self.root, self.timezone = work, environment, root, timezone
        self.unit, self.item = unit, item

    @property
    def _task(self) -> "Task":
        from levada.plan import codec

        return codec.decode(self.work)

    @property
    def _environment(self) -> "Environment":
        from levada.plan import codec

        return codec.decode_environment(self.environment)

    def _run(self, context: Mapping[str, Any]) -> "Run":
        from levada.targets.airflow.runs import run

        try:
            return replace(run(context, self.timezone, self.unit), item=self.item)
        except Permanent as error:
            raise AirflowFailException(str(error)) from None

    def _partition(self, run: "Run", dataset: str) -> str:
        """The partition key of a dataset's event; empty for a run without an interval."""
        from levada.runtime.coverage import around
        from levada.targets.airflow.partition_keys import key

        if run.interval is None:
            return ""
        return key(run.interval, around(self._environment, Path(self.root), dataset, run.interval))


class Perform(Carrier):
    """Does one step of a pipeline, or one item of it.

    Bad data and bad specs fail at once; a lost connection or a missing file is tried again, as the step says. Whatever
    else is raised is a mistake of levada's, and passes through."""

    run_: "Run | None" = None
    outcome: "Outcome | None" = None
    under_way = False

    def execute(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the outcome, for XCom."""
        self.under_way = True
        try:
            return self._carry_out(self._task, context)
        finally:
            self.under_way = False

    def on_kill(self) -> None:
        """Airflow calls this in the middle of the task that shall end, and leaves it at that: so what is being done is
        interrupted, and ends what it has begun elsewhere, such as a query.

        Raises:
            AirflowTaskTerminated: always, while the task is under way.
        """
        if self.under_way:
            raise AirflowTaskTerminated("Airflow ends this task")

    def _carry_out(self, task: "Task", context: Mapping[str, Any]) -> dict[str, Any]:
        from levada.runtime.perform import perform
        from levada.targets.airflow.connections import reached
        from levada.targets.airflow.runs import unread

        self.run_ = self._run(context)
        for line in unread(context):
            self.log.warning(line)
        try:
            environment = reached(self._environment)
            perform(task, self.run_, environment, Path(self.root), self._listener(context))
        except Skipped as error:
            raise AirflowSkipException(str(error)) from None
        except Permanent as error:
            raise AirflowFailException(self._headline(error)) from None
        except Retryable as error:
            raise AirflowException(self._headline(error)) from None
        assert self.outcome
        for table in self.outcome.tables:
            event = context["outlet_events"][asset(table.dataset, environment.lineage_namespace)]
            event.extra.update(announcement(table, self.outcome.interval))
            announce_partition(event, self._partition(self.run_, table.dataset), context)
        return self.outcome.as_json(samples=False)

    def _listener(self, context: Mapping[str, Any]) -> "Listener":
        from levada.runtime.listener import Listener
        from levada.runtime.pace import Pace

        pace = Pace(self.log.info, ROWS_EVERY)
        return Listener(self.log.info, passing=pace, found=self._found, ended=self._ended(context))

    def _ended(self, context: Mapping[str, Any]) -> "Callable[[Outcome], None]":
        """Keeps the outcome; of a task that fails, which returns nothing, it is left as XCom here."""

        def ended(outcome: "Outcome") -> None:
            self.outcome = outcome
            if outcome.error:
                context["ti"].xcom_push(key=BaseXCom.XCOM_RETURN_KEY, value=outcome.as_json(samples=False))

        return ended

    def _found(self, weight: "Severity", line: str) -> None:
        """Tells of a check that failed at a level that can be looked for."""
        say = self.log.error if weight == "error" else self.log.warning
        say(line)

    def _headline(self, error: LevadaError) -> str:
        """What the task fails with. The rest of the message, which may show rows, stays in the log, where checks have
        been told already: what a task fails with also goes to lineage and to whoever is told of it."""
        from levada.runtime.findings import untold

        headline, *details = untold(error)
        for line in details:
            self.log.error(line)
        return headline

    def get_openlineage_facets_on_start(self) -> "OperatorLineage[Any, Any]":
        from levada.targets.airflow import lineage

        return lineage.begun(self._task, self._environment)

    def get_openlineage_facets_on_complete(self, _: Any) -> "OperatorLineage[Any, Any]":
        from levada.targets.airflow import lineage

        if self.outcome is None:
            return lineage.begun(self._task, self._environment)
        return lineage.ended(self._task, self._environment, self.outcome)

    def get_openlineage_facets_on_failure(self, _: Any) -> "OperatorLineage[Any, Any]":
        """What was to be read, nothing else: a task that failed has published nothing."""
        from levada.targets.airflow import lineage

        return lineage.failed(self._task, self._environment, Path(self.root), self.run_)
