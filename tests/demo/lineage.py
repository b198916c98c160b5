"""What lineage must tell of the demo, whichever engines did it: where every column comes from, in one graph."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from tests.demo.expected import PUBLISHED

Json = dict[str, Any]
Node = tuple[str, str]
"""A dataset's namespace and name."""
Told = dict[str, str]
"""Column -> those it comes from, and how."""

SAME = "carrier flight origin dest tailnum time_hour dep_delay arr_delay distance"
MET = "temp wind_speed precip visib"
OF_DEPARTURES = f"{SAME} cancelled previous_delay {MET} strongest_wind"
ROWS = ""
"""In place of a column: what decides which rows there are."""


def same(dataset: str, columns: str) -> Told:
    return {column: f"{dataset}.{column} identity" for column in columns.split()}


AIRCRAFT = {"built": "raw.planes.year identity", "manufacturer": "raw.planes.manufacturer conditional transformation"}
COLUMNS: dict[str, Told] = {
    "staging.departures": same("raw.flights", SAME) | same("raw.weather", MET) | {
        "cancelled": "raw.flights.dep_time transformation",
        "previous_delay": "raw.flights.day window, raw.flights.dep_delay transformation, raw.flights.flight window, "
                          "raw.flights.month window, raw.flights.sched_dep_time window, "
                          "raw.flights.tailnum conditional window, raw.flights.year window",
        "strongest_wind": "raw.weather.day window, raw.weather.month window, raw.weather.origin window, "
                          "raw.weather.wind_speed aggregation, raw.weather.year window",
        ROWS: "raw.flights.origin join, raw.flights.time_hour join, raw.weather.origin join, "
              "raw.weather.time_hour join",
    },
    "analytics.aircraft": same("raw.planes", "tailnum model engine seats") | AIRCRAFT,
    "analytics.flights": same("staging.departures", OF_DEPARTURES) | AIRCRAFT | {
        "flight_id": "staging.departures.carrier transformation, staging.departures.flight transformation, "
                     "staging.departures.origin transformation, staging.departures.time_hour transformation",
        "carrier_name": "raw.airlines.name identity",
        "dest_name": "raw.airports.name identity",
        "dest_time_zone": "raw.airports.tzone identity",
        ROWS: "raw.airlines.carrier join, raw.airports.faa join, raw.planes.tailnum join, "
              "staging.departures.carrier join, staging.departures.dest join, staging.departures.tailnum join",
    },
    "analytics.punctuality_by_carrier": same("analytics.flights", "carrier carrier_name") | {
        "cancelled": "analytics.flights.cancelled filter",
        "late": "analytics.flights.arr_delay filter",
        "mean_departure_delay": "analytics.flights.dep_delay aggregation",
        "mean_arrival_delay": "analytics.flights.arr_delay aggregation",
        ROWS: "analytics.flights.arr_delay sort, analytics.flights.carrier group_by sort, "
              "analytics.flights.carrier_name group_by",
    },
    "analytics.punctuality_by_route": same("analytics.flights", "origin dest") | {
        "route": "analytics.flights.dest transformation, analytics.flights.origin transformation",
        "late": "analytics.flights.arr_delay filter",
        "mean_arrival_delay": "analytics.flights.arr_delay aggregation",
        "mean_previous_delay": "analytics.flights.previous_delay aggregation",
        ROWS: "analytics.flights.arr_delay sort, analytics.flights.dest group_by sort, "
              "analytics.flights.origin group_by sort",
    },
    "analytics.delays_by_wind": {
        "wind": "analytics.flights.wind_speed conditional",
        "mean_departure_delay": "analytics.flights.dep_delay aggregation",
        ROWS: "analytics.flights.wind_speed group_by",
    },
}  # fmt: skip
"""Of every dataset that is computed; a count of rows comes from no column."""


def surprises(file: Path, environment: str) -> Iterator[str]:
    """What is not as it should be in a file of events, in words; nothing if all is well."""
    ours = f"iceberg://{environment}"
    ended = [event for event in map(json.loads, file.read_text().splitlines()) if event.get("outputs")]
    filled = {output["name"]: output for event in ended for output in event["outputs"] if output["namespace"] == ours}
    yield from (f"lineage: nobody fills {name}" for name in sorted(PUBLISHED.keys() - filled.keys()))
    yield from (f"lineage: nobody expected {name} to be filled" for name in sorted(filled.keys() - PUBLISHED.keys()))
    if (parts := len(_parts(ended))) > 1:
        yield f"lineage: the graph falls into {parts} parts"
    for name, output in filled.items():
        found, wanted = _told(output), COLUMNS.get(name, {})
        for column in sorted(found.keys() | wanted.keys()):
            if found.get(column) != wanted.get(column):
                yield f"lineage: {name}.{column or '*'} comes from {found.get(column)}, expected {wanted.get(column)}"
    yield from (f"lineage: {stray} is read by a column, and by no task" for stray in sorted(_strays(ended)))
    yield from against_schemas(file)


def _told(output: Json) -> Told:
    facet = output.get("facets", {}).get("columnLineage") or {"fields": {}}
    told = {column: _listed(field["inputFields"]) for column, field in facet["fields"].items()}
    return told | ({ROWS: _listed(facet["dataset"])} if facet.get("dataset") else {})


def _listed(fields: Iterable[Json]) -> str:
    return ", ".join(
        " ".join((f"{one['name']}.{one['field']}", *(how["subtype"].lower() for how in one["transformations"])))
        for one in fields
    )


def _node(dataset: Json) -> Node:
    return dataset["namespace"], dataset["name"]


def _parts(events: Iterable[Json]) -> list[set[Node]]:
    """Datasets that tasks connect."""
    parts: list[set[Node]] = []
    for event in events:
        met = {_node(one) for side in ("inputs", "outputs") for one in event[side]}
        joined = [part for part in parts if part & met]
        parts = [part for part in parts if not part & met] + [met.union(*joined)]
    return parts


def _strays(events: Iterable[Json]) -> set[str]:
    """Datasets from which columns come, though the event's task has not read them."""
    found = set()
    for event in events:
        read = {_node(one) for one in event["inputs"]}
        for output in event["outputs"]:
            facet = output.get("facets", {}).get("columnLineage") or {"fields": {}}
            fields = [one for field in facet["fields"].values() for one in field["inputFields"]]
            found |= {_node(one) for one in (*fields, *(facet.get("dataset") or ()))} - read
    return {f"{namespace}/{name}" for namespace, name in found}


def against_schemas(file: Path) -> Iterator[str]:
    """What OpenLineage's own schemas say, where somebody has told where they are."""
    if schemas := os.environ.get("LEVADA_OPENLINEAGE_SCHEMAS"):
        check = [sys.executable, str(Path(schemas) / "check.py"), str(file)]
        checked = subprocess.run(check, capture_output=True, text=True, check=False)
        if checked.returncode:
            yield f"lineage: {checked.stdout or checked.stderr}"
