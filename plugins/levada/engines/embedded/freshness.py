"""How old the newest moment in a column is."""

from datetime import UTC, datetime

import duckdb
from pyiceberg.schema import Schema
from pyiceberg.types import DateType, TimestampType, TimestamptzType

from levada.engines.embedded.measures import column_of
from levada.errors import Permanent
from levada.plan.checks import Check
from levada.plan.measures import Freshness

DAY = 86400


def age(
    connection: duckdb.DuckDBPyConnection, check: Check, measure: Freshness, schema: Schema, rows: str, until: datetime
) -> float | None:
    """Seconds from the newest moment of a query's rows that is not after `until`; None: there is none. A date is as old
    as its last moment; a timestamp without a zone is a wall clock's in that of `until`.

    Raises:
        Permanent: there is no such column, or it holds no times.
    """
    name, kind = column_of(check, measure.column, schema), schema.find_type(measure.column)
    if not isinstance(kind, DateType | TimestampType | TimestamptzType):
        said = f"column {measure.column} is {kind}, which tells no time: name a timestamp or a date"
        raise Permanent(f"check {check.id}: {said}")
    clock = until.astimezone(UTC) if isinstance(kind, TimestamptzType) else until.replace(tzinfo=UTC)
    end = round(clock.timestamp() * 1_000_000)
    text = f"SELECT max(epoch_us({name})) FROM ({rows}) WHERE epoch_us({name}) <= {end}"
    ((newest,),) = connection.execute(text).fetchall()
    if newest is None:
        return None
    seconds = (end - int(newest)) / 1_000_000
    return max(seconds - DAY, 0) if isinstance(kind, DateType) else seconds
