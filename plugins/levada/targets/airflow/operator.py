"""The one operator for work that is done in the worker: it carries a bound task as JSON and performs it."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.sdk import BaseOperator
from airflow.sdk.bases.xcom import BaseXCom
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException

from levada.errors import Blocked, LevadaError, Permanent, Retryable, Skipped
from levada.plan import codec
from levada.plan.environment import Environment
from levada.plan.graph import Task
from levada.plan.run import Run
from levada.targets.airflow import lineage
from levada.targets.airflow.assets import announce_partition, announcement, asset
from levada.targets.airflow.partition_keys import key
from levada.targets.airflow.runs import run

if TYPE_CHECKING:
    from airflow.providers.openlineage.extractors import OperatorLineage

    from levada.runtime.evidence import Outcome


class Perform(BaseOperator):
    """One step of a pipeline. `work` and `environment` are JSON (`levada.plan.codec`), `root` is the project's folder,
    `timezone` the one in which the pipeline's intervals are whole, `unit` the one that each run is of, where assets set
    off a run for each.

    Bad data and bad specs fail at once; a lost connection or a missing file is tried again, as the step says. Whatever
    else is raised is a mistake of levada's, and passes through."""

    ui_color = "#d7e8ee"

    def __init__(self, *, work: str, environment: str, root: str, timezone: str, unit: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.work, self.environment, self.root, self.timezone = work, environment, root, timezone
        self.unit = unit
        self.run_: Run | None = None
        self.outcome: Outcome | None = None

    def execute(self, context: Mapping[str, Any]) -> dict[str, Any]:
        """Returns the outcome, for XCom."""
        return self._carry_out(codec.decode(self.work), context)

    def _carry_out(self, task: Task, context: Mapping[str, Any]) -> dict[str, Any]:
        from levada.runtime.perform import perform  # brings the lake and the engines, which no parse needs

        try:
            self.run_ = run(context, self.timezone, self.unit)
        except Permanent as error:
            raise AirflowFailException(str(error)) from None
        environment = codec.decode_environment(self.environment)
        try:
            perform(task, self.run_, environment, Path(self.root), self.log.info, self._ended(context))
        except Skipped as error:
            raise AirflowSkipException(str(error)) from None
        except Permanent as error:
            raise AirflowFailException(self._headline(error)) from None
        except Retryable as error:
            raise AirflowException(self._headline(error)) from None
        assert self.outcome
        for table in self.outcome.tables:
            event = context["outlet_events"][asset(table.dataset, environment)]
            event.extra.update(announcement(table, self.outcome))
            announce_partition(event, self._published(table.dataset, environment))
        return self.outcome.as_json(samples=False)

    def _published(self, dataset: str, environment: Environment) -> str:
        """The partition key of a dataset's event; empty for a run without an interval."""
        from levada.runtime.coverage import around

        assert self.run_
        interval = self.run_.interval
        return key(interval, around(environment, Path(self.root), dataset, interval)) if interval else ""

    def _ended(self, context: Mapping[str, Any]) -> "Callable[[Outcome], None]":
        """Keeps the outcome; of a task that fails, which returns nothing, it is left as XCom here."""

        def ended(outcome: "Outcome") -> None:
            self.outcome = outcome
            if outcome.error:
                context["ti"].xcom_push(key=BaseXCom.XCOM_RETURN_KEY, value=outcome.as_json(samples=False))

        return ended

    def _headline(self, error: LevadaError) -> str:
        """What the task fails with. The rest of the message, which may show rows, stays in the log: what a task fails
        with also goes to lineage and to whoever is told of it."""
        headline, *details = str(error).splitlines()
        for line in details if not isinstance(error, Blocked) else ():  # the checks have been told already
            self.log.error(line)
        return headline

    def get_openlineage_facets_on_start(self) -> "OperatorLineage[Any, Any]":
        return lineage.begun(codec.decode(self.work), codec.decode_environment(self.environment))

    def get_openlineage_facets_on_complete(self, _: Any) -> "OperatorLineage[Any, Any]":
        task, environment = codec.decode(self.work), codec.decode_environment(self.environment)
        return lineage.ended(task, environment, self.outcome) if self.outcome else lineage.begun(task, environment)

    def get_openlineage_facets_on_failure(self, _: Any) -> "OperatorLineage[Any, Any]":
        """What was to be read, nothing else: a task that failed has published nothing."""
        task, environment = codec.decode(self.work), codec.decode_environment(self.environment)
        return lineage.failed(task, environment, Path(self.root), self.run_)
