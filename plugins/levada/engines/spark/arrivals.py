"""Rows that arrive, each key whole, and no row that a later one of its key replaces: as `lake.arrivals` has them."""

import itertools
from functools import reduce
from typing import Any

from pyspark.sql import Window
from pyspark.sql import functions as f

from levada.engines.spark.comparing import comparable
from levada.engines.spark.frames import collected
from levada.engines.spark.types import quoted
from levada.lake.arrivals import EXAMPLES, refuse_nulls, refuse_repeated
from levada.plan.tables import SortField, Table


def arrived(rows: Any, table: Table) -> Any:
    """The rows that count of those that arrive.

    Raises:
        Permanent: a key is null in part; or, when merged, stands in several rows and nothing says which one stays.
    """
    keys = [rows[quoted(name)] for name in table.unique_key]
    incomplete = rows.where(reduce(lambda one, other: one | other, (key.isNull() for key in keys)))
    if found := incomplete.count():
        refuse_nulls(table, found, _examples(incomplete, rows.columns))
    if table.strategy != "merge" or rows.groupBy(*keys).count().where("count > 1").isEmpty():
        return rows
    ranked = rows
    if table.order_by:
        order = Window.partitionBy(*keys).orderBy(*(_ranked(rows, said) for said in table.order_by))
        ranked = _once(_first(rows, f.rank(), order))
    undecided = ranked.groupBy(*table.unique_key).count().where("count > 1")
    if found := undecided.count():
        refuse_repeated(table, found, _examples(undecided.orderBy(*table.unique_key), list(table.unique_key)))
    return ranked


def _first(rows: Any, number: Any, order: Any) -> Any:
    """Those rows that have the number 1, in an order."""
    place = next(name for count in itertools.count() if (name := f"place{count}") not in map(str.lower, rows.columns))
    return rows.withColumn(place, number.over(order)).where(f"{place} = 1").drop(place)


def _once(rows: Any) -> Any:
    """Of equal rows one, as it is: `distinct` makes 0.0 of -0.0, and takes no maps."""
    parts = (comparable(rows[quoted(name)], rows.schema[name].dataType) for name in rows.columns)
    return _first(rows, f.row_number(), Window.partitionBy(*parts).orderBy(f.lit(1)))


def _ranked(rows: Any, said: SortField) -> Any:
    """Best first: the last of the order. A row that does not say its place in it is the least."""
    column = rows[quoted(said.column)]
    return column.asc_nulls_last() if said.descending else column.desc_nulls_last()


def _examples(rows: Any, columns: list[str]) -> tuple[str, ...]:
    said = f.to_json(f.struct(*(f.col(quoted(name)) for name in columns)), {"ignoreNullFields": "false"})
    return tuple(row[0] for row in collected(rows.select(said).limit(EXAMPLES)))
