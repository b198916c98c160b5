"""What the demo must end with: rows of every published dataset, and what the gate must find in the other."""

PUBLISHED = {
    "raw.airlines": 16,
    "raw.airports": 1458,
    "raw.flights": 2740,
    "raw.planes": 3322,
    "raw.weather": 216,
    "staging.departures": 2740,
    "analytics.aircraft": 3322,
    "analytics.flights": 2740,
    "analytics.punctuality_by_carrier": 15,
    "analytics.punctuality_by_route": 171,
    "analytics.delays_by_wind": 2,
}

HELD_BACK = "ml.delay_features"
WHY = {
    "tailnum_required": "flights of which nobody noted the aircraft",
    "aircraft_built_required": "aircraft without a year, or in no register",
    "time_zone_required": "destinations without a time zone",
    "strongest_wind_range": "the day an anemometer at Newark said 1048 miles an hour",
}
"""Check -> the real bad rows that it finds."""
