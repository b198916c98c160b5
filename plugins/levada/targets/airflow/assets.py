"""A dataset as an Airflow asset: its name, a stable URI, and what an event of it says."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from airflow.sdk import Asset

if TYPE_CHECKING:
    from levada.runtime.evidence import TableOutcome


def asset(dataset: str, namespace: str) -> Asset:
    """`raw.flights` in `iceberg://local` is `iceberg://local/raw.flights`: OpenLineage's namespace and name in one.

    No provider turns an `iceberg://` asset into an OpenLineage dataset, so the operator's own, which knows whether
    anything was published, stays the only one."""
    return Asset(name=dataset, uri=f"{namespace}/{dataset}", group="dataset")


def announce_partition(event: Any, key: str, context: Mapping[str, Any]) -> None:
    """Says in an asset's event which interval was published; Airflow before 3.3 cannot be told.

    Of an event with a key it tells only DAGs that go by partitions, of one without only the others: so there are both.
    Where the run itself has a partition, Airflow gives its key to every event, and the others are not told."""
    if key and hasattr(event, "add_partitions"):
        event.add_partitions(key)
        if getattr(context.get("dag_run"), "partition_key", None) is None:
            event.partition_keys.add(None)


def announcement(table: "TableOutcome", interval: dict[str, str] | None) -> dict[str, Any]:
    """What the asset's event carries to the runs it triggers. The snapshot id is text: JavaScript rounds it."""
    return {
        "snapshot": None if table.snapshot is None else str(table.snapshot),
        "interval": interval,
        "rows": table.rows,
        "unchanged": table.status == "unchanged",
    }
