"""Between which values the keys lie that arrive: files that hold none of them are not read."""

from typing import Any

from pyspark.sql import functions as f
from pyspark.sql.types import (
    DataType,
    DateType,
    DecimalType,
    IntegerType,
    LongType,
    StringType,
    TimestampType,
)

from levada.engines.spark.frames import collected
from levada.engines.spark.types import quoted

AS_THEY_ARE = (IntegerType, LongType, DecimalType, DateType, StringType)
"""Types whose bounds can be told to Spark as Python has them."""


def within_ranges(there: Any, rows: Any, keys: tuple[str, ...]) -> Any:
    """Rows whose keys, each by itself, lie among those of other rows."""
    told = {name: kind for name in keys if (kind := _told(rows.schema[name].dataType))}
    if not told:
        return there
    bounds = [bound for name in told for bound in (f.min(_number(rows, name)), f.max(_number(rows, name)))]
    (found,) = collected(rows.agg(*bounds))
    for number, name in enumerate(told):
        low, high = found[2 * number], found[2 * number + 1]
        if low is None:
            return there.limit(0)
        there = there.where(there[quoted(name)].between(_literal(rows, name, low), _literal(rows, name, high)))
    return there


def _told(kind: DataType) -> bool:
    return isinstance(kind, (*AS_THEY_ARE, TimestampType))


def _number(rows: Any, name: str) -> Any:
    """A bound as a value that Python holds without looking at a time zone."""
    column = rows[quoted(name)]
    return f.unix_micros(column) if isinstance(rows.schema[name].dataType, TimestampType) else column


def _literal(rows: Any, name: str, bound: Any) -> Any:
    is_moment = isinstance(rows.schema[name].dataType, TimestampType)
    return f.timestamp_micros(f.lit(bound)) if is_moment else f.lit(bound)
