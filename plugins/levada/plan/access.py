"""Who may do what with a pipeline's DAG."""

from collections.abc import Iterator

from levada.plan.graph import Grant
from levada.spec.access import Resources
from levada.spec.pipeline import Pipeline


def grants(pipeline: Pipeline) -> tuple[Grant, ...]:
    """One for each role and resource, in order."""
    return tuple(_grants(pipeline))


def _grants(pipeline: Pipeline) -> Iterator[Grant]:
    for role, said in sorted(pipeline.access_control.items()):
        may = said if isinstance(said, Resources) else Resources(DAGs=said)
        if may.dags or not may.runs:
            yield Grant(role, "DAGs", tuple(sorted(may.dags)))
        if may.runs:
            yield Grant(role, "DAG Runs", tuple(sorted(may.runs)))
