"""Between which values a data file's rows lie, as its metadata tells."""

from collections.abc import Iterable
from typing import Any

from pyiceberg.conversions import from_bytes
from pyiceberg.manifest import DataFile
from pyiceberg.types import (
    BinaryType,
    DateType,
    DecimalType,
    FixedType,
    IntegerType,
    LongType,
    NestedField,
    StringType,
    TimestampType,
    TimestamptzType,
    TimeType,
)

ORDERED = (
    IntegerType, LongType, DecimalType, DateType, TimeType, TimestampType, TimestamptzType, StringType, BinaryType,
    FixedType,
)  # fmt: skip
"""Types whose bounds Iceberg, DuckDB and Python order alike. A NaN lies in no bounds, and of uuids two orders are
about."""


def bounds(file: DataFile, field: NestedField) -> tuple[Any, Any] | None:
    """What no value of a column is below, and none above; None where nobody knows."""
    kind: Any = field.field_type
    low = (file.lower_bounds or {}).get(field.field_id)
    high = (file.upper_bounds or {}).get(field.field_id)
    if low is None or high is None or not isinstance(kind, ORDERED):
        return None
    return from_bytes(kind, low), from_bytes(kind, high)


def apart(one: DataFile, others: Iterable[DataFile], keys: Iterable[NestedField]) -> bool:
    """Whether a file shares no key with others: each lies beside it in a column of the key."""
    mine = [(field, pair) for field in keys if (pair := bounds(one, field))]
    return all(any(_beside(pair, bounds(other, field)) for field, pair in mine) for other in others)


def _beside(mine: tuple[Any, Any], theirs: tuple[Any, Any] | None) -> bool:
    return theirs is not None and bool(theirs[1] < mine[0] or mine[1] < theirs[0])
