"""Trino's types as Arrow's: what a table can keep of them."""

from collections.abc import Callable, Mapping

import pyarrow as pa
from sqlglot import exp

from levada.errors import Permanent

PLAIN: Mapping[exp.DType, pa.DataType] = {
    exp.DType.BOOLEAN: pa.bool_(),
    exp.DType.TINYINT: pa.int32(),
    exp.DType.SMALLINT: pa.int32(),
    exp.DType.INT: pa.int32(),
    exp.DType.BIGINT: pa.int64(),
    exp.DType.FLOAT: pa.float32(),
    exp.DType.DOUBLE: pa.float64(),
    exp.DType.VARCHAR: pa.string(),
    exp.DType.CHAR: pa.string(),
    exp.DType.VARBINARY: pa.binary(),
    exp.DType.DATE: pa.date32(),
    exp.DType.TIME: pa.time64("us"),
    exp.DType.TIMESTAMP: pa.timestamp("us"),
    exp.DType.TIMESTAMPTZ: pa.timestamp("us", "UTC"),
    exp.DType.UUID: pa.uuid(),
}


def arrow_type(column: str, said: str) -> pa.DataType:
    """`decimal(5, 2)` -> decimal128(5, 2), `row(x integer)` -> struct.

    Raises:
        Permanent: no table can keep such values.
    """
    kind = exp.DataType.build(said, dialect="trino")
    try:
        return _arrow(kind)
    except (KeyError, IndexError):
        raise Permanent(
            f"column {column} is of Trino's type {said}, which no table can keep: CAST it to another, such as varchar"
        ) from None


def _arrow(kind: exp.Expr) -> pa.DataType:
    made = NESTED.get(kind.this)
    return made(kind) if made else PLAIN[kind.this]


def _decimal(kind: exp.Expr) -> pa.DataType:
    precision, scale = (int(part.name) for part in kind.expressions)
    return pa.decimal128(precision, scale)


def _row(kind: exp.Expr) -> pa.DataType:
    """A row's fields must have names: in a table they are known by them."""
    return pa.struct([(field.name, _arrow(field.args["kind"])) for field in kind.expressions])


NESTED: Mapping[exp.DType, Callable[[exp.Expr], pa.DataType]] = {
    exp.DType.DECIMAL: _decimal,
    exp.DType.STRUCT: _row,
    exp.DType.ARRAY: lambda kind: pa.list_(_arrow(kind.expressions[0])),
    exp.DType.MAP: lambda kind: pa.map_(*map(_arrow, kind.expressions)),
}
