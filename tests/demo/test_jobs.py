"""The demo's Spark jobs are functions of DataFrames: rows in, rows out, on DuckDB."""

from collections.abc import Iterator, Sequence
from typing import Any

import duckdb
import pytest
from sqlframe import activate_context

FLIGHTS = """
    SELECT 'UA' AS carrier, flight, 'EWR' AS origin, 'IAH' AS dest, tailnum, dep_time,
           sched_dep_time, dep_delay, 5 AS arr_delay, 1400 AS distance,
           2013 AS year, 2 AS month, 12 AS day, TIMESTAMPTZ '2013-02-12 10:00:00+00' AS time_hour
    FROM (VALUES (1, 'N1', 517, 515, 2), (2, 'N1', 900, 830, 30), (3, NULL, NULL, 600, NULL), (4, NULL, 700, 700, 0))
         AS noted(flight, tailnum, dep_time, sched_dep_time, dep_delay)
"""
WEATHER = """
    SELECT 'EWR' AS origin, 2013 AS year, 2 AS month, 12 AS day, hour::TIMESTAMPTZ AS time_hour, 39.0 AS temp,
           wind_speed, 0.0 AS precip, 10.0 AS visib
    FROM (VALUES ('2013-02-12 10:00:00+00', 9.5), ('2013-02-12 08:00:00+00', 1048.4)) AS measured(hour, wind_speed)
"""
DEPARTED = """
    SELECT flight_id, 'UA' AS carrier, 'EWR' AS origin, 'IAH' AS dest, cancelled,
           dep_delay, 'N1' AS tailnum, NULL::BIGINT AS built, 'America/Chicago' AS dest_time_zone,
           9.5 AS strongest_wind, NULL::BIGINT AS previous_delay, TIMESTAMPTZ '2013-02-12 10:00:00+00' AS time_hour
    FROM (VALUES ('a', false, 3), ('b', false, 40), ('c', true, NULL)) AS noted(flight_id, cancelled, dep_delay)
"""


@pytest.fixture(scope="module")
def database() -> Iterator[duckdb.DuckDBPyConnection]:
    """A DuckDB on which PySpark's names mean SQLFrame's, for as long as this file's tests run."""
    connection = duckdb.connect()
    with activate_context("duckdb", conn=connection):
        yield connection


def frame(database: duckdb.DuckDBPyConnection, name: str, query: str) -> Any:
    from pyspark.sql import SparkSession

    database.execute(f"CREATE OR REPLACE VIEW {name} AS {query}")
    return SparkSession.builder.getOrCreate().table(name)


def departed(database: duckdb.DuckDBPyConnection, *columns: str) -> Sequence[tuple[Any, ...]]:
    from spark_jobs.departures import departures

    result = departures(frame(database, "flights", FLIGHTS), frame(database, "weather", WEATHER))
    return [tuple(row[column] for column in columns) for row in result.orderBy("flight").collect()]


def test_every_departure_meets_the_weather_of_its_hour(database: duckdb.DuckDBPyConnection) -> None:
    assert departed(database, "flight", "wind_speed") == [(1, 9.5), (2, 9.5), (3, 9.5), (4, 9.5)]


def test_the_strongest_wind_is_the_days_not_the_hours(database: duckdb.DuckDBPyConnection) -> None:
    assert {wind for (wind,) in departed(database, "strongest_wind")} == {1048.4}


def test_an_aircraft_brings_its_delay_along(database: duckdb.DuckDBPyConnection) -> None:
    assert departed(database, "flight", "previous_delay") == [(1, None), (2, 2), (3, None), (4, None)]


def test_what_never_departed_was_cancelled(database: duckdb.DuckDBPyConnection) -> None:
    assert departed(database, "flight", "cancelled") == [(1, False), (2, False), (3, True), (4, False)]


def test_the_most_delayed_flight_ranks_first_a_cancelled_one_last(database: duckdb.DuckDBPyConnection) -> None:
    from spark_jobs.delay_features import delay_features

    rows = delay_features(frame(database, "departed", DEPARTED)).orderBy("delay_rank").collect()
    assert [(row["flight_id"], row["delay_rank"]) for row in rows] == [("b", 1), ("a", 2), ("c", 3)]
