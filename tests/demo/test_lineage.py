"""The demo's look at its lineage finds what is wrong with it."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.demo.expected import PUBLISHED
from tests.demo.lineage import COLUMNS, ROWS, surprises

Json = dict[str, Any]
OURS = "iceberg://local"


def dataset(name: str) -> Json:
    return {"namespace": OURS, "name": name}


def fields(said: str) -> list[Json]:
    words = [one.split() for one in said.split(", ")]
    return [
        {**dataset(column.rpartition(".")[0]), "field": column.rpartition(".")[2],
         "transformations": [{"type": "ANY", "subtype": one.upper()} for one in how]}
        for column, *how in words
    ]  # fmt: skip


def event(name: str) -> Json:
    """As it should be: of a task that fills one dataset."""
    told = {column: fields(said) for column, said in COLUMNS.get(name, {}).items()}
    facet = {"fields": {column: {"inputFields": them} for column, them in told.items() if column != ROWS}}
    read = {one["name"] for them in told.values() for one in them} or {"raw.files"}
    output = {**dataset(name), "facets": {"columnLineage": {**facet, "dataset": told.get(ROWS, [])}}}
    return {"inputs": [dataset(one) for one in sorted(read)], "outputs": [output]}


def found(tmp_path: Path, events: list[Json]) -> list[str]:
    file = tmp_path / "events.jsonl"
    file.write_text("\n".join(map(json.dumps, events)))
    return list(surprises(file, "local"))


@pytest.fixture(autouse=True)
def without_schemas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LEVADA_OPENLINEAGE_SCHEMAS", raising=False)


def test_nothing_is_wrong_with_what_is_expected(tmp_path: Path) -> None:
    assert found(tmp_path, [event(name) for name in PUBLISHED]) == []


def no_facet(events: list[Json]) -> None:
    events[5]["outputs"][0]["facets"] = {}


def other_namespace(events: list[Json]) -> None:
    events[5]["outputs"][0]["namespace"] = "s3://warehouse"


def unread(events: list[Json]) -> None:
    events[5]["inputs"] = [dataset("raw.flights")]


def apart(events: list[Json]) -> None:
    events[0]["inputs"] = [{"namespace": "file", "name": "/alone"}]
    events[7]["inputs"] = [one for one in events[7]["inputs"] if one["name"] != "raw.airlines"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (no_facet, "staging.departures.visib comes from None, expected raw.weather.visib identity"),
        (other_namespace, "nobody fills staging.departures"),
        (unread, "iceberg://local/raw.weather is read by a column, and by no task"),
        (apart, "the graph falls into 2 parts"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, spoil: Callable[[list[Json]], None], said: str) -> None:
    events = [event(name) for name in PUBLISHED]
    spoil(events)
    assert f"lineage: {said}" in found(tmp_path, events)
