"""The demo's Spark jobs are functions of DataFrames: rows in, rows out, in a child process as levada runs them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
Rows = list[dict[str, Any]]

FLIGHTS = """
    SELECT 'UA' AS carrier, flight, 'EWR' AS origin, 'IAH' AS dest, tailnum, dep_time,
           sched_dep_time, dep_delay, 5 AS arr_delay, 1400 AS distance,
           2013 AS year, 2 AS month, 12 AS day, TIMESTAMPTZ '2013-02-12 10:00:00+00' AS time_hour
    FROM (VALUES (1, 'N1', 517, 515, 2), (2, 'N1', 900, 830, 30), (3, NULL, NULL, 600, NULL), (4, NULL, 700, 700, 0))
         AS noted(flight, tailnum, dep_time, sched_dep_time, dep_delay)
"""
WEATHER = """
    SELECT 'EWR' AS origin, 2013 AS year, 2 AS month, 12 AS day, hour::TIMESTAMPTZ AS time_hour, 39.0 AS temp,
           wind_speed::DOUBLE AS wind_speed, 0.0 AS precip, 10.0 AS visib
    FROM (VALUES ('2013-02-12 10:00:00+00', 9.5), ('2013-02-12 08:00:00+00', 1048.4)) AS measured(hour, wind_speed)
"""
DEPARTED = """
    SELECT flight_id, 'UA' AS carrier, 'EWR' AS origin, 'IAH' AS dest, cancelled,
           dep_delay, 'N1' AS tailnum, NULL::BIGINT AS built, 'America/Chicago' AS dest_time_zone,
           9.5 AS strongest_wind, NULL::BIGINT AS previous_delay, TIMESTAMPTZ '2013-02-12 10:00:00+00' AS time_hour
    FROM (VALUES ('a', false, 3), ('b', false, 40), ('c', true, NULL)) AS noted(flight_id, cancelled, dep_delay)
"""


def performed(scratch: Path, job: str, order: str, **inputs: str) -> Rows:
    """What a job makes of the rows of some queries, by argument; ordered by a column."""
    folder = str(REPOSITORY / "spark_jobs")
    call = {"verb": "spark", "folder": folder, "module": job, "function": job, "arguments": {}, "run": {"id": "a"}}
    request = {**call, "inputs": inputs, "outputs": ["made"]}
    (scratch / "request.json").write_text(json.dumps(request))
    child = [sys.executable, "-m", "levada.engines.embedded.job", str(scratch / "request.json")]
    subprocess.run(child, check=True, cwd=REPOSITORY / "plugins")
    return sorted(pyarrow.parquet.read_table(scratch / "made.parquet").to_pylist(), key=lambda row: row[order])


@pytest.fixture(scope="module")
def departed(tmp_path_factory: pytest.TempPathFactory) -> Rows:
    return performed(tmp_path_factory.mktemp("job"), "departures", "flight", flights=FLIGHTS, weather=WEATHER)


def column(rows: Rows, name: str) -> list[Any]:
    return [row[name] for row in rows]


def test_every_departure_meets_the_weather_of_its_hour(departed: Rows) -> None:
    assert column(departed, "wind_speed") == [9.5, 9.5, 9.5, 9.5]


def test_the_strongest_wind_is_the_days_not_the_hours(departed: Rows) -> None:
    assert set(column(departed, "strongest_wind")) == {1048.4}


def test_an_aircraft_brings_its_delay_along(departed: Rows) -> None:
    assert column(departed, "previous_delay") == [None, 2, None, None]


def test_what_never_departed_was_cancelled(departed: Rows) -> None:
    assert column(departed, "cancelled") == [False, False, True, False]


def test_the_most_delayed_flight_ranks_first_a_cancelled_one_last(tmp_path: Path) -> None:
    features = performed(tmp_path, "delay_features", "delay_rank", flights=DEPARTED)
    assert [(row["flight_id"], row["delay_rank"]) for row in features] == [("b", 1), ("a", 2), ("c", 3)]
