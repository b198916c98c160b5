"""What a job returns, in the columns of its table: by name, in their order, in their types, without a loss."""

from collections.abc import Iterator
from typing import Any

import pyarrow as pa
from pyiceberg.io.pyarrow import schema_to_pyarrow
from pyiceberg.schema import Schema
from pyiceberg.types import NestedField

from levada.engines.spark.types import quoted, refuse_times, spark_type
from levada.errors import Permanent
from levada.lake.arrow import fitted, refuse_zone, same_columns
from levada.lake.rounding import rounding, rounds
from levada.plan.tables import Table

WIDER = {("tinyint", "int"), ("smallint", "int"), ("tinyint", "bigint"), ("smallint", "bigint"), ("int", "bigint"),
         ("float", "double")}  # fmt: skip
"""Casts of Spark's own that lose nothing. All others are Arrow's, as in every engine: it refuses what it would lose."""


def arrow_schema(dataset: str, frame: Any) -> pa.Schema:
    """The columns of a DataFrame as Arrow has them, all of them nullable.

    Raises:
        Permanent: one is of a type that is Spark's own.
    """
    from pyspark.errors import PySparkException
    from pyspark.sql.pandas.types import to_arrow_schema

    try:
        schema = to_arrow_schema(frame.schema)
    except PySparkException as error:
        raise Permanent(f"{dataset}: its rows cannot be kept in a table: {error}: return other types") from error
    return pa.schema([field.with_nullable(True) for field in schema])


def in_columns(frame: Any, table: Table, schema: Schema) -> Any:
    """The rows of a DataFrame in a table's columns.

    Raises:
        Permanent: a column too few or too many, or one whose values Spark cannot write.
    """
    refuse_times(table.name, schema)
    there = arrow_schema(table.name, frame)
    same_columns(table.name, there, schema, table.on_schema_change)
    for field in schema_to_pyarrow(schema, include_field_ids=False):
        if field.name in there.names:
            refuse_zone(table, there.field(field.name).type, field)
    return frame.select(*(_chosen(frame, table, field) for field in schema.fields))


def rounded(frame: Any, table: Table, schema: Schema) -> Iterator[str]:
    """What is to be said of columns whose values are rounded: by their types, for what Spark's workers see is not told
    here."""
    there = {field.name: field.type for field in arrow_schema(table.name, frame)}
    for field in schema_to_pyarrow(schema, include_field_ids=False):
        if field.name in there and rounds(there[field.name], field.type):
            what = f"values with more than {field.type.scale} places are rounded"
            yield rounding(table.name, field.name, there[field.name], field.type, what)


def _chosen(frame: Any, table: Table, field: NestedField) -> Any:
    """One column of the table, of what the DataFrame has."""
    from pyspark.sql import functions as f

    kind = spark_type(field.field_type)
    if field.name not in frame.columns:
        return f.lit(None).cast(kind).alias(field.name)
    column = frame[quoted(field.name)]
    taken_in = _taken_in(frame.schema[field.name].dataType, kind)
    return (column.cast(kind) if taken_in else _looked_at(table, field, kind)(column)).alias(field.name)


def _taken_in(kind: Any, target: str) -> bool:
    """Whether every value of a type fits a column."""
    from pyspark.sql.types import DecimalType, NullType

    said = kind.simpleString()
    if isinstance(kind, DecimalType) and target.startswith("decimal("):
        precision, scale = map(int, target[8:-1].split(","))
        return bool(kind.scale <= scale and kind.precision - kind.scale <= precision - scale)
    return said == target or isinstance(kind, NullType) or (said, target) in WIDER


def _looked_at(table: Table, field: NestedField, kind: str) -> Any:
    """What casts a column value by value, where Spark's workers are, as every engine casts."""
    from pyspark.sql.pandas.functions import arrow_udf

    (target,) = schema_to_pyarrow(Schema(field), include_field_ids=False)
    function: Any = arrow_udf  # its declarations know nothing of functions

    def cast(values: pa.Array) -> pa.Array:
        return fitted(table, values, target)

    return function(cast, kind)
