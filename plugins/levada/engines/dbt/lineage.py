"""Where the columns of a build's tables come from: model by model, back to what the step reads."""

import csv
from collections.abc import Mapping
from typing import Any

from levada.engines.base import Work
from levada.engines.dbt.before import GROWING
from levada.engines.dbt.build import Built
from levada.engines.dbt.manifest import Result
from levada.engines.inputs import scopes
from levada.engines.lineage import NOWHERE, Traced, dataset, told_or_not
from levada.names import built_as

Known = Mapping[str, Traced]
"""The name of a table in the build -> where it comes from."""


def trace(work: Work, built: Built, dialect: str) -> None:
    """Keep of each table of the step where it comes from, as far as that can be told."""
    known: dict[str, Traced] = {}
    for read, seen in scopes(work):
        known[read.dataset] = known[built_as(read.dataset)] = dataset(read.dataset, seen.schema.column_names)
    names = built.names(work.task.into)
    for one in built.outcome:
        if not built.manifest.is_table(one.node):
            continue
        place, filled = built.manifest.place(one.node).lower(), names.get(built.manifest.dataset(one.node), "")
        before = _before(work, built, one, filled)
        with told_or_not(place):
            known[place] = _traced(work, built, one, {**known, place: before} if before else known, dialect)
            work.traced.update({filled: known[place]} if filled else {})


def _traced(work: Work, built: Built, one: Result, known: Known, dialect: str) -> Traced:
    from levada.engines.queries.lineage import traced

    node = built.manifest.nodes[one.node]
    if node["resource_type"] == "seed":
        return _from_nowhere(_heading(work, node))
    return traced(one.sql, dialect, known, node["database"].lower())


def _before(work: Work, built: Built, one: Result, filled: str) -> Traced | None:
    """The table that a model goes on from: what was there already comes from nothing that is read now."""
    grows = built.manifest.nodes[one.node]["config"]["materialized"] in GROWING
    table = work.lake.load(filled) if grows else None
    return _from_nowhere(table.schema().column_names) if table else None


def _from_nowhere(columns: list[str]) -> Traced:
    return Traced({column.lower(): NOWHERE for column in columns})


def _heading(work: Work, seed: dict[str, Any]) -> list[str]:
    """The columns of a seed."""
    delimiter = seed["config"].get("delimiter") or ","
    with (work.scratch / "project" / seed["original_file_path"]).open(encoding="utf-8-sig", newline="") as file:
        return next(csv.reader(file, delimiter=delimiter), [])
