"""How old the newest moment in a column is."""

from datetime import UTC, datetime

from pyiceberg.schema import Schema
from pyiceberg.types import DateType, IcebergType, TimestampType, TimestamptzType

from levada.engines.gate.measures import column_of
from levada.engines.gate.session import Session
from levada.engines.gate.values import instant, typed
from levada.errors import Permanent
from levada.plan.checks import Check
from levada.plan.measures import Freshness

DAY = 86400
FIRST = datetime(1, 1, 1)


def age(session: Session, check: Check, measure: Freshness, schema: Schema, rows: str, until: datetime) -> float | None:
    """Seconds from the newest moment of some rows, a table of a query, that is not after `until`; None: there is none.
    A date is as old as its last moment; a timestamp without a zone is a wall clock's in that of `until`.

    Raises:
        Permanent: there is no such column, or it holds no times.
    """
    idiom, kind = session.idiom, schema.find_type(measure.column) if measure.column in schema.column_names else None
    name = column_of(idiom, check, measure.column, schema)
    if not isinstance(kind, DateType | TimestampType | TimestamptzType):
        said = f"column {measure.column} is {kind}, which tells no time: name a timestamp or a date"
        raise Permanent(f"check {check.id}: {said}")
    clock = (until.astimezone(UTC) if isinstance(kind, TimestamptzType) else until).replace(tzinfo=None)
    first, last = (typed(idiom, _spelt(moment, kind), kind) for moment in (FIRST, clock))
    newest = idiom.text("newest", kind)
    found = f"SELECT max({name}) AS newest FROM {rows} WHERE {name} BETWEEN {first} AND {last}"
    ((said,),) = session.ask(f"SELECT {newest} FROM ({found}) AS found")
    if said is None:
        return None
    seconds = (clock - datetime.fromisoformat(said).replace(tzinfo=None)).total_seconds()
    return max(seconds - DAY, 0) if isinstance(kind, DateType) else seconds


def _spelt(moment: datetime, kind: IcebergType) -> str:
    if isinstance(kind, DateType):
        return moment.date().isoformat()
    return instant(moment) if isinstance(kind, TimestamptzType) else moment.isoformat(" ", "microseconds")
