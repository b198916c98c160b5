"""What a case has left, in words that are the same wherever its tables are: nothing of it may depend on the setting."""

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any

from pyiceberg.manifest import DataFile
from pyiceberg.table import Table

from levada.lake import ledger
from levada.lake.ancestry import ancestors, main
from levada.lake.files import live
from levada.lake.history import history
from levada.names import namespace
from levada.runtime.evidence import Outcome
from tests.conformance.parity.differences import BY_NATURE, DIGESTS, OF_DBT, OF_PUBLICATIONS
from tests.conformance.parity.project import Project

Seen = dict[str, Any]


def observed(project: Project) -> tuple[Seen, tuple[str, ...]]:
    """Every run of a case, carried out and looked at: what is seen, by its name; and how each ended, in words."""
    found: Seen = {}
    errors = []
    for number in range(len(project.case.runs)):
        outcomes = project.run(number)
        errors.append(outcomes[-1].error)
        for outcome in outcomes:
            for name, value in _outcome(outcome):
                part = "" if outcome.item is None else f"[{outcome.item}]"
                found[f"r{number + 1} {outcome.step}{part} {name}"] = value
        for dataset in _datasets(project):
            for name, value in (_built if dataset in project.built else _table)(project, dataset):
                found[f"r{number + 1} {dataset} {name}"] = value
    return _here(found, project), tuple(errors)


def _here(found: Seen, project: Project) -> Seen:
    """The same, without the places and the names that are a setting's own."""
    text = json.dumps(found, ensure_ascii=False, default=str)
    for own, common in ((str(project.root), "ROOT"), (project.setting.space, "parity")):
        text = text.replace(own, common)
    made: Seen = json.loads(text)
    return made


def _datasets(project: Project) -> list[str]:
    return [name for name in project.lake.datasets() if namespace(name) == project.setting.space]


def _outcome(outcome: Outcome) -> Iterator[tuple[str, Any]]:
    """What a step's evidence says."""
    said = asdict(outcome)
    yield "ended", [outcome.status, outcome.error_id, outcome.retryable]
    yield "inputs", [dataset for dataset, _ in outcome.inputs]
    yield "files", [[file["url"], file["digest"], file["rows"]] for file in said["files"]]
    yield "checks", said["checks"]
    shapes = [(table.dataset, [(name, _type(kind)) for name, kind in table.columns]) for table in outcome.tables]
    yield "columns", shapes
    yield "tables", [[table.dataset, table.status, table.rows, table.files, table.rebased] for table in outcome.tables]
    yield "lineage", [[table.dataset, asdict(table.lineage)] for table in outcome.tables]
    yield "nodes", [[node.id, node.status] for node in outcome.nodes]


def _table(project: Project, dataset: str) -> Iterator[tuple[str, Any]]:
    """What a table is."""
    lake = project.lake
    table = lake.table(dataset)
    metadata = table.metadata
    yield "rows", sorted(repr(row) for row in _rows(table))
    fields = table.schema().fields
    yield "schema", [[field.name, _type(field.field_type), field.required, field.doc] for field in fields]
    if all(field.field_type.is_primitive for field in fields):
        yield "numbers", [field.field_id for field in fields]
    yield "identifiers", list(table.schema().identifier_field_ids)
    yield "schemas", [metadata.current_schema_id, len(metadata.schemas), metadata.last_column_id]
    yield "partitions", [repr(field) for field in table.spec().fields]
    yield "order", [repr(field) for field in table.sort_order().fields]
    yield "properties", _without_nature("properties", table.properties)
    yield "references", sorted(metadata.refs)
    yield "snapshots", list(_snapshots(table))
    yield "lies", sorted((_lies(file) for file in live(table, main(metadata))), key=str)
    yield "ledger", [_without_nature("ledger", asdict(entry)) for entry in ledger.read(lake, dataset).entries]
    yield "history", [_without_nature("history", asdict(version)) for version in history(lake, dataset)]


def _built(project: Project, dataset: str) -> Iterator[tuple[str, Any]]:
    """What a table is that dbt builds, by whatever adapter."""
    seen = dict(_table(project, dataset))
    seen["snapshots"] = {key: seen["snapshots"][-1][key] for key in OF_PUBLICATIONS}
    seen["history"] = [version for version in seen["history"] if version["run"]]
    yield from ((name, value) for name, value in seen.items() if name not in OF_DBT)


def _type(kind: object) -> str:
    """A type without the numbers of what is inside, which each catalogue gives as it likes."""
    return re.sub(r"\b\d+: ", "", str(kind))


def _rows(table: Table) -> list[dict[str, Any]]:
    """What pyiceberg reads: somebody else's reader."""
    found: list[dict[str, Any]] = table.scan(snapshot_id=main(table.metadata)).to_arrow().to_pylist()
    return [{key: (key in DIGESTS and value is not None) or value for key, value in row.items()} for row in found]


def _snapshots(table: Table) -> Iterator[Seen]:
    """Those of the published line, oldest first."""
    for snapshot in reversed(tuple(ancestors(table.metadata, main(table.metadata)))):
        assert snapshot.summary
        said = _without_nature("snapshots", snapshot.summary.additional_properties)
        yield {"operation": snapshot.summary.operation.value, "schema": snapshot.schema_id, **said}


def _lies(file: DataFile) -> Seen:
    """Where a file's rows lie, and how many there are."""
    said = {"partition": list(file.partition), "rows": file.record_count, "format": file.file_format.value}
    return _without_nature("files", {**said, "order": file.sort_order_id})


def _without_nature(kind: str, said: dict[str, Any]) -> Seen:
    return {key: value for key, value in sorted(said.items()) if key not in BY_NATURE[kind]}
