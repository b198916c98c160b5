"""The task that ends a step which is done item by item: its datasets' followers hear of all items at once."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from levada.targets.airflow.assets import announce_partition, announcement, asset
from levada.targets.airflow.operator import Carrier

EACH = "each"
"""What the mapped task of the group is called."""


class All(Carrier):
    """Says of the step's datasets what its items have published together."""

    def execute(self, context: Mapping[str, Any]) -> None:
        task, namespace, run = self._task, self._environment.lineage_namespace, self._run(context)
        said = {"interval": run.interval.as_json() if run.interval else None}
        events = {table.name: context["outlet_events"][asset(table.name, namespace)] for table in task.tables}
        for dataset, told in self._published(context, said["interval"]).items():
            self.log.info("%s: %s rows by all items", dataset, told["rows"])
            events[dataset].extra.update(told)
        for dataset, event in events.items():
            event.extra.update(said)
            announce_partition(event, self._partition(run, dataset), context)

    @property
    def _each(self) -> str:
        """The mapped task of the same group."""
        return f"{self.task_id.rpartition('.')[0]}.{EACH}"

    def _published(self, context: Mapping[str, Any], interval: dict[str, str] | None) -> dict[str, dict[str, Any]]:
        """What was published of each dataset; of what an operator has done, only that knows."""
        from levada.lake.catalogue import open_lake
        from levada.lake.publication import published
        from levada.plan.actions import Operator
        from levada.runtime.items import together

        if isinstance(self._task.action, Operator):
            return {}
        lake, outcomes = open_lake(self._environment, Path(self.root)), _pulled(context, self._each)
        names = [table.name for table in self._task.tables]
        return {name: announcement(together(name, published(lake, name), outcomes), interval) for name in names}


def _pulled(context: Mapping[str, Any], each: str) -> list[Mapping[str, Any]]:
    """The outcomes of all instances; Airflow hands out a single one as it is."""
    found = context["ti"].xcom_pull(task_ids=each)
    return [found] if isinstance(found, Mapping) else [one for one in found or () if one]
