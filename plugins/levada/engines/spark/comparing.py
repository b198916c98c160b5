"""Values with maps in them, as Spark can compare them."""

from typing import Any

from pyspark.sql import functions as f
from pyspark.sql.types import ArrayType, DataType, MapType, StructType


def comparable(column: Any, kind: DataType) -> Any:
    """A column as it is, or with lists of pairs instead of maps, which Spark does not compare."""
    if "map<" not in kind.simpleString():
        return column
    match kind:
        case MapType():
            pairs = StructType().add("key", kind.keyType).add("value", kind.valueType)
            return comparable(f.map_entries(column), ArrayType(pairs))
        case ArrayType():
            return f.transform(column, lambda one: comparable(one, kind.elementType))
        case StructType():
            parts = (comparable(column[each.name], each.dataType).alias(each.name) for each in kind.fields)
            return f.when(column.isNotNull(), f.struct(*parts))
    raise AssertionError(f"a map in {kind.simpleString()}")
