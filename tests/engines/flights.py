"""Three flights that jobs read, whichever engine calls them."""

from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa

from levada.plan.graph import Read
from levada.plan.tables import Column, Table

FLIGHTS = Table(
    "raw.flights",
    (Column("carrier", "string"), Column("at", "timestamptz"), Column("fare", "decimal(9, 2)"), Column("n", "int")),
    event_time="at",
)
HOURS = [datetime(2013, 1, day, 12, tzinfo=UTC) for day in (1, 1, 2)]
ROWS = pa.table({"carrier": ["UA", "AA", "UA"], "at": HOURS, "fare": [Decimal("1.50")] * 3, "n": [1, 2, 3]})
READS = (Read("flights", "raw.flights"),)
