"""Where a query of a contract's, or of the operators' own, is written."""

from collections.abc import Iterator

from levada.plan.measures import Answer
from levada.spec.odcs_items import Item, numbered
from levada.spec.project import Project
from levada.spec.source import Path, Source

Written = tuple[Source, Path, Item, str | None]
"""A file, the path of a quality item in it, the item, and the column it is about; None: the table."""


def place(project: Project, pipeline: str, dataset: str, asked: Answer) -> tuple[Source, Path] | None:
    """The file and the path of a query; None: it is not found again."""
    for source, path, item, column in (
        *_promised(project, pipeline, dataset),
        *_own(project, pipeline, dataset),
    ):
        if (item.get("type"), item.get("query"), column) == ("sql", asked.query, asked.column):
            return source, (*path, "query")
    return None


def _promised(project: Project, pipeline: str, dataset: str) -> Iterator[Written]:
    """Those of the contract, which has a file or stands in the pipeline."""
    contract = project.contract_of(pipeline, dataset)
    if contract is None:
        return
    source = project.contract_sources.get(contract.file, project.sources[pipeline])
    inline: Path = ("datasets", dataset, "contract")
    columns = (*contract.path, "properties") if contract.file else inline
    for number, item in enumerate(contract.quality):
        yield source, (*contract.path, "quality", number), item, None
    for position, column in enumerate(contract.properties):
        for number, item in numbered(column.get("quality")):
            yield source, (*columns, position, "quality", number), item, str(column["name"])


def _own(project: Project, pipeline: str, dataset: str) -> Iterator[Written]:
    spec = project.pipelines[pipeline].datasets.get(dataset)
    for number, item in enumerate(spec.quality.checks if spec else ()):
        column = str(item["column"]) if "column" in item else None
        yield project.sources[pipeline], ("datasets", dataset, "quality", "checks", number), item, column
