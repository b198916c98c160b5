"""An interval in the terms of one column: which rows lie in it, and which files may hold such rows."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
from pyiceberg.conversions import from_bytes
from pyiceberg.expressions import BooleanExpression, GreaterThanOrEqual, IsNull, LessThan, Or
from pyiceberg.expressions.literals import literal
from pyiceberg.manifest import DataFile
from pyiceberg.schema import Schema
from pyiceberg.types import NestedField

from levada.errors import Permanent
from levada.intervals import Interval


@dataclass(frozen=True, slots=True)
class Window:
    """Rows with `lower <= column < upper`.

    `timestamptz` is compared in UTC; `timestamp` and `date` with the interval's wall clock in its own time zone. A
    date stands for its midnight."""

    field: NestedField
    lower: datetime | date
    upper: datetime | date

    @property
    def column(self) -> str:
        return self.field.name

    def outside(self) -> BooleanExpression:
        """Every other row, those without a time included."""
        before = _is(LessThan, self.column, self.lower)
        after = _is(GreaterThanOrEqual, self.column, self.upper)
        return Or(before, after, _is(IsNull, self.column))

    def misses(self, rows: pa.Table) -> int:
        """How many rows lie outside, those without a time included."""
        return int(rows.num_rows - (pc.sum(self.holds(rows)).as_py() or 0))

    def holds(self, rows: pa.Table) -> pa.ChunkedArray:
        """Of every row, whether it lies inside; null where it has no time."""
        values = rows.column(self.column)
        lower, upper = pa.scalar(self.lower, values.type), pa.scalar(self.upper, values.type)
        return pc.and_(pc.greater_equal(values, lower), pc.less(values, upper))

    def may_hold(self, file: DataFile) -> bool:
        """Whether a file may hold rows inside: unless its bounds say that it cannot."""
        if self._nulls(file) == file.record_count:
            return False
        low, high = self._bounds(file)
        if low is None or high is None:
            return True
        return bool(low < self._number(self.upper) and high >= self._number(self.lower))

    def holds_all(self, file: DataFile) -> bool:
        """Whether all rows of a file are surely inside."""
        low, high = self._bounds(file)
        if low is None or high is None or self._nulls(file) != 0:
            return False
        return bool(low >= self._number(self.lower) and high < self._number(self.upper))

    def _nulls(self, file: DataFile) -> int | None:
        return (file.null_value_counts or {}).get(self.field.field_id)

    def _bounds(self, file: DataFile) -> tuple[Any, Any]:
        """The least and the greatest value in a file, as numbers; None where it does not tell."""
        low = (file.lower_bounds or {}).get(self.field.field_id)
        high = (file.upper_bounds or {}).get(self.field.field_id)
        kind: Any = self.field.field_type
        return (from_bytes(kind, low) if low else None), (from_bytes(kind, high) if high else None)

    def _number(self, moment: datetime | date) -> Any:
        return literal(moment).to(self.field.field_type).value


def _is(kind: Any, *said: object) -> BooleanExpression:
    """A predicate; pyiceberg's own declarations do not admit how it is called."""
    predicate: BooleanExpression = kind(*said)
    return predicate


def window(dataset: str, schema: Schema, column: str, interval: Interval) -> Window:
    """An interval in the terms of a column.

    Raises:
        Permanent: there is no such column, or it holds no times.
    """
    field = next((field for field in schema.fields if field.name == column), None)
    if field is None:
        raise Permanent(f"{dataset}: event_time {column} is not one of its columns: {', '.join(schema.column_names)}")
    start, end = (moment.replace(tzinfo=None) for moment in interval.local)
    match str(field.field_type):
        case "timestamptz":
            return Window(field, interval.start.astimezone(UTC), interval.end.astimezone(UTC))
        case "timestamp":
            return Window(field, start, end)
        case "date":
            return Window(field, _day(start), _day(end))
    raise Permanent(f"{dataset}: event_time {column} is {field.field_type}: it must be timestamptz, timestamp or date")


def _day(moment: datetime) -> date:
    """The first day whose midnight is not before a moment."""
    return moment.date() if moment.time() == time.min else moment.date() + timedelta(days=1)
