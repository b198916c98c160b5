"""Operators' own checks: ODCS' quality items that stand in a pipeline."""

from collections.abc import Iterator, Mapping, Sequence

from pydantic import JsonValue

from levada.names import nearest
from levada.spec import layers, odcs
from levada.spec.odcs_quality import About
from levada.spec.rules.case import Case
from levada.spec.source import Mistake, Path


def checks(case: Case) -> Iterator[Mistake]:
    """Items that ODCS does not have, that mean nothing, or that nobody would look at."""
    for dataset, spec in case.pipeline.datasets.items():
        path: Path = ("datasets", dataset, "quality", "checks")
        if spec.quality.checks and spec.loader and dataset not in case.writers:
            message = f"no step here fills {dataset}: nothing would be checked"
            yield Mistake(path, message, "write them where a step fills it", key=True)
        for number, item in enumerate(spec.quality.checks):
            yield from _check(case, dataset, item, (*path, number))
        yield from _twice(spec.quality.checks, path)


def _twice(items: Sequence[Mapping[str, JsonValue]], path: Path) -> Iterator[Mistake]:
    """Ids that two have: what an overlay or a nearer file says of one could only mean the first."""
    first = layers.ids(list(items))
    for number, item in enumerate(items):
        name = item.get("id")
        if isinstance(name, str) and first[name] != number:
            yield Mistake((*path, number, "id"), f"another check here is called {name}", "call it otherwise")


def _check(case: Case, dataset: str, item: dict[str, JsonValue], path: Path) -> Iterator[Mistake]:
    properties = case.properties(dataset)
    columns = None if properties is None else [str(each.get("name")) for each in properties]
    column = item.get("column")
    if "column" in item and not isinstance(column, str):
        yield Mistake((*path, "column"), "must be text", "name a column")
    elif column is not None and columns is not None and column not in columns:
        hint = nearest(str(column), columns) or f"columns: {', '.join(columns)}"
        yield Mistake((*path, "column"), f"the contract of {dataset} has no column {column}", hint)
    standard = {key: value for key, value in item.items() if key != "column"}
    yield from odcs.quality(standard, path, About(dataset, columns, str(column) if "column" in item else None))


RULES = (checks,)
