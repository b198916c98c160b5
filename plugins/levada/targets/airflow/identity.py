"""What a dataset is called in OpenLineage's events."""

from urllib.parse import urlsplit

from levada.plan.environment import Environment, Trino


def namespace(dataset: str, environment: Environment) -> str:
    """Ours, `iceberg://<environment>`; of a table of another catalogue, Trino's."""
    if dataset.count(".") > 1 and environment.trino:
        return f"trino://{_cluster(environment.trino)}"
    return environment.lineage_namespace


def _cluster(where: Trino) -> str:
    return urlsplit(where.uri).netloc or where.connection
