"""What a model of delays may learn from: one complete row per scheduled flight."""

from pyspark.sql import DataFrame, Window
from pyspark.sql import functions as F


def delay_features(flights: DataFrame) -> DataFrame:
    """Features of flights, with what became of them: `cancelled`, `dep_delay` (minutes), and `delay_rank` among the
    carrier's flights of the same route, 1 for the most delayed."""
    route = Window.partitionBy("carrier", "origin", "dest").orderBy(F.desc_nulls_last("dep_delay"), "flight_id")
    return flights.select(
        "flight_id",
        "time_hour",
        "tailnum",
        F.col("built").alias("aircraft_built"),
        F.col("dest_time_zone").alias("time_zone"),
        "strongest_wind",
        "previous_delay",
        F.row_number().over(route).alias("delay_rank"),
        "cancelled",
        "dep_delay",
    )
