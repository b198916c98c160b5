"""What a task reads and publishes, in OpenLineage's words; the provider sends it.

The identity of a dataset is `iceberg://<environment>` and `namespace.table` everywhere. An output stands in the event
of a task that published it, and in no other."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from levada.errors import Permanent
from levada.plan.actions import Ingest, Sql
from levada.plan.checks import CheckResult
from levada.plan.environment import Environment
from levada.plan.graph import Task
from levada.plan.run import Run
from levada.plan.tables import Table
from levada.targets.airflow.column_lineage import column_lineage
from levada.targets.airflow.identity import namespace

if TYPE_CHECKING:
    from airflow.providers.openlineage.extractors import OperatorLineage
    from openlineage.client.event_v2 import InputDataset, OutputDataset

    from levada.runtime.evidence import Outcome, TableOutcome

SEVERITY = {"error": "error", "warning": "warn"}
"""Ours -> OpenLineage's."""


def begun(task: Task, environment: Environment) -> "OperatorLineage[Any, Any]":
    """What a task will read, as far as that is known before it runs."""
    from airflow.providers.openlineage.extractors import OperatorLineage

    elsewhere = task.action.foreign if isinstance(task.action, Sql) else ()
    names = dict.fromkeys((*(read.dataset for read in task.reads), *task.looked_up, *elsewhere))
    return OperatorLineage(inputs=[_input(dataset, None, environment) for dataset in names])


def failed(task: Task, environment: Environment, root: Path, run: Run | None) -> "OperatorLineage[Any, Any]":
    """What a task that failed was to read, its file included."""
    lineage = begun(task, environment)
    if run and isinstance(task.action, Ingest):
        with suppress(Permanent):  # a path that this run cannot render is why it failed
            lineage.inputs.append(_file(environment.landed(root, run.render(task.action.path))))
    return lineage


def ended(task: Task, environment: Environment, outcome: "Outcome") -> "OperatorLineage[Any, Any]":
    """What a task has read, in which version, and what it has published."""
    from airflow.providers.openlineage.extractors import OperatorLineage

    tables = {table.name: table for table in task.tables}
    return OperatorLineage(
        inputs=[_input(dataset, snapshot, environment) for dataset, snapshot in outcome.inputs]
        + [_file(file.url) for file in outcome.files],
        outputs=[
            _output(done, tables[done.dataset], outcome.checks, environment)
            for done in outcome.tables
            if done.status == "published"
        ],
    )


def _input(dataset: str, snapshot: int | None, environment: Environment) -> "InputDataset":
    from openlineage.client.event_v2 import InputDataset

    return InputDataset(namespace=namespace(dataset, environment), name=dataset, facets=_version(snapshot))


def _file(url: str) -> "InputDataset":
    """A file as the naming specification has it: namespace `file` and its path, or the bucket and its key."""
    from openlineage.client.event_v2 import InputDataset

    parts = urlsplit(url)
    if parts.scheme in ("", "file"):
        return InputDataset(namespace="file", name=unquote(parts.path))
    return InputDataset(namespace=f"{parts.scheme}://{parts.netloc}", name=parts.path.lstrip("/"))


def _output(
    done: "TableOutcome", table: Table, checks: tuple[CheckResult, ...], environment: Environment
) -> "OutputDataset":
    from openlineage.client.event_v2 import OutputDataset
    from openlineage.client.generated.output_statistics_output_dataset import OutputStatisticsOutputDatasetFacet

    return OutputDataset(
        namespace=environment.lineage_namespace,
        name=done.dataset,
        facets={
            **_version(done.snapshot),
            **_schema(done, table),
            **column_lineage(done.lineage, environment),
            **_documentation(table),
            **_assertions([result for result in checks if result.dataset == done.dataset]),
        },
        outputFacets={
            "outputStatistics": OutputStatisticsOutputDatasetFacet(
                rowCount=done.rows, size=done.bytes, fileCount=done.files
            )
        },
    )


def _version(snapshot: int | None) -> dict[str, Any]:
    from openlineage.client.generated.dataset_version_dataset import DatasetVersionDatasetFacet

    return {} if snapshot is None else {"version": DatasetVersionDatasetFacet(datasetVersion=str(snapshot))}


def _schema(done: "TableOutcome", table: Table) -> dict[str, Any]:
    from airflow.providers.common.compat.openlineage.facet import SchemaDatasetFacet, SchemaDatasetFacetFields

    said = {column.name: column.description or None for column in table.columns or ()}
    fields = [
        SchemaDatasetFacetFields(name=name, type=type_, description=said.get(name)) for name, type_ in done.columns
    ]
    return {"schema": SchemaDatasetFacet(fields=fields)} if fields else {}


def _documentation(table: Table) -> dict[str, Any]:
    from airflow.providers.common.compat.openlineage.facet import DocumentationDatasetFacet

    return {"documentation": DocumentationDatasetFacet(description=table.description)} if table.description else {}


def _assertions(checks: list[CheckResult]) -> dict[str, Any]:
    """What the gate found. It looked at what was written, so it stands with the output."""
    from openlineage.client.generated.data_quality_assertions_dataset import (
        Assertion,
        DataQualityAssertionsDatasetFacet,
    )

    assertions = [
        Assertion(
            assertion=result.check,
            success=result.passed,
            column=result.column,
            severity=SEVERITY[result.severity],
            expected=result.must,
            actual=str(result.count if result.value is None else result.value),
        )
        for result in checks
    ]
    return {"dataQualityAssertions": DataQualityAssertionsDatasetFacet(assertions=assertions)} if assertions else {}
