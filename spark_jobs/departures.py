"""Departures with the weather they met and the delay their aircraft brought along."""

from pyspark.sql import Column, DataFrame, Window
from pyspark.sql import functions as F


def departures(flights: DataFrame, weather: DataFrame) -> DataFrame:
    """One row per scheduled departure. `flights` and `weather` (hourly, by airport) cover the same days."""
    met = weather.select(
        "origin", "time_hour", "temp", "wind_speed", "precip", "visib", strongest_wind().alias("strongest_wind")
    )
    return flights.join(met, on=["origin", "time_hour"], how="left").select(
        "carrier",
        "flight",
        "origin",
        "dest",
        "tailnum",
        "time_hour",
        "dep_delay",
        "arr_delay",
        F.col("dep_time").isNull().alias("cancelled"),
        "distance",
        previous_delay().alias("previous_delay"),
        "temp",
        "wind_speed",
        "precip",
        "visib",
        "strongest_wind",
    )


def strongest_wind() -> Column:
    """The strongest wind (miles an hour) of the day at the airport."""
    return F.max("wind_speed").over(Window.partitionBy("origin", "year", "month", "day"))


def previous_delay() -> Column:
    """The delay (minutes) of the aircraft's previous departure that day; null for its first, or if nobody noted it."""
    day = Window.partitionBy("tailnum", "year", "month", "day").orderBy("sched_dep_time", "flight")
    return F.when(F.col("tailnum").isNotNull(), F.lag("dep_delay").over(day))
