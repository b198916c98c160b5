"""Which values Trino may write into a table itself: those that are the column's own, or fail to become one."""

from collections.abc import Mapping

from pyiceberg.types import DecimalType, IcebergType, ListType, MapType, StructType
from sqlglot import exp

from levada.lake.sql import identifier

T = exp.DType
WHOLE = (T.TINYINT, T.SMALLINT, T.INT, T.BIGINT)
MICROSECONDS = 6
KEPT: Mapping[str, tuple[exp.DType, ...]] = {
    "boolean": (T.BOOLEAN,),
    "int": WHOLE,
    "long": WHOLE,
    "float": (T.FLOAT,),
    "double": (T.FLOAT, T.DOUBLE, T.TINYINT, T.SMALLINT, T.INT),
    "date": (T.DATE,),
    "time": (T.TIME,),
    "timestamp": (T.TIMESTAMP, T.DATE),
    "timestamptz": (T.TIMESTAMPTZ, T.TIMESTAMP),
    "string": (T.VARCHAR,),
    "uuid": (T.UUID,),
    "binary": (T.VARBINARY,),
}
"""A column's type -> Trino's types whose values a CAST makes its own, losing nothing. What is not here, our own casts
look at."""
NAMES: Mapping[str, str] = {
    "int": "integer",
    "long": "bigint",
    "float": "real",
    "time": "time(6)",
    "timestamp": "timestamp(6)",
    "timestamptz": "timestamp(6) with time zone",
    "string": "varchar",
    "binary": "varbinary",
}
"""A column's type as Trino calls it, where that differs."""


def fits(said: str, kind: IcebergType) -> bool:
    """Whether Trino's CAST of one of its types to a column's keeps every value, or fails."""
    return _fits(exp.DataType.build(said, dialect="trino"), kind)


def _fits(said: exp.Expr, kind: IcebergType) -> bool:
    inner = said.expressions
    match kind:
        case ListType():
            return said.this == T.ARRAY and _fits(inner[0], kind.element_type)
        case MapType():
            return said.this == T.MAP and _fits(inner[0], kind.key_type) and _fits(inner[1], kind.value_type)
        case StructType():
            return said.this == T.STRUCT and _same_fields(inner, kind)
        case DecimalType():
            return said.this in WHOLE or (said.this == T.DECIMAL and int(inner[1].name) <= kind.scale)
    fine = all(not part.name.isdigit() or int(part.name) <= MICROSECONDS for part in inner)
    return said.this in KEPT.get(str(kind), ()) and (fine or said.this == T.VARCHAR)


def _same_fields(inner: list[exp.Expr], kind: StructType) -> bool:
    """A row is cast by its fields' places, whatever they are called."""
    if [field.name for field in inner] != [field.name for field in kind.fields]:
        return False
    pairs = zip(inner, kind.fields, strict=True)
    return all(_fits(field.args["kind"], theirs.field_type) for field, theirs in pairs)


def trino_type(kind: IcebergType) -> str:
    """`list<string>` -> `array(varchar)`."""
    match kind:
        case ListType():
            return f"array({trino_type(kind.element_type)})"
        case MapType():
            return f"map({trino_type(kind.key_type)}, {trino_type(kind.value_type)})"
        case StructType():
            return (
                f"row({', '.join(f'{identifier(field.name)} {trino_type(field.field_type)}' for field in kind.fields)})"
            )
    return NAMES.get(str(kind), str(kind))
