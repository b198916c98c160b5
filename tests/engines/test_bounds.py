"""Bounds and values of contracts, as values of a column's type: what is asked of the engine is exact."""

import pytest
from pyiceberg.types import (
    DateType,
    DecimalType,
    FloatType,
    IcebergType,
    IntegerType,
    LongType,
    TimestamptzType,
    UUIDType,
)

from levada.engines.gate.bounds import beyond
from levada.engines.gate.idioms import DUCKDB
from levada.engines.gate.unasked import Unasked
from levada.engines.gate.values import literal

FARE = DecimalType(9, 2)


@pytest.mark.parametrize(
    ("kind", "operator", "bound", "condition"),
    [
        (LongType(), "<", "1.5", "v <= CAST('1' AS BIGINT)"),
        (LongType(), ">=", "-1.5", "v > CAST('-2' AS BIGINT)"),
        (LongType(), ">", "1e3", "v > CAST('1000' AS BIGINT)"),
        (LongType(), ">", "1" + "0" * 30, "false"),
        (IntegerType(), "<=", "2147483648", "v IS NOT NULL"),
        (IntegerType(), "<", "-2147483649", "false"),
        (IntegerType(), ">=", "-2147483649", "v IS NOT NULL"),
        (FARE, ">", "0.125", "v > CAST('0.12' AS DECIMAL(9, 2))"),
        (FARE, ">=", "-0.05", "v >= CAST('-0.05' AS DECIMAL(9, 2))"),
        (DateType(), "<", "2013-01-01T06:00:00", "v <= CAST('2013-01-01' AS DATE)"),
        (DateType(), ">", "2013-01-01", "v > CAST('2013-01-01' AS DATE)"),
        (FloatType(), ">", "0.1", "v > CAST('0.10000000149011612' AS FLOAT)"),
        (FloatType(), ">", "-1e300", "v > CAST('-Infinity' AS FLOAT)"),
    ],
)
def test_a_bound_is_moved_to_what_the_type_can_hold(
    kind: IcebergType, operator: str, bound: str, condition: str
) -> None:
    assert beyond(DUCKDB, "v", kind, operator, bound) == condition


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        (TimestamptzType(), "2013-01-01T00:00:00+01:00", "CAST('2012-12-31 23:00:00.000000 UTC' AS TIMESTAMPTZ)"),
        (UUIDType(), "53581432-6C55-4BA2-A65F-72344A91553A", "CAST('53581432-6c55-4ba2-a65f-72344a91553a' AS UUID)"),
        (DecimalType(38, 4), "9" * 34 + ".0001", f"CAST('{'9' * 34}.0001' AS DECIMAL(38, 4))"),
    ],
)
def test_a_value_is_spelt_as_every_engine_reads_it(kind: IcebergType, text: str, said: str) -> None:
    assert literal(DUCKDB, text, kind) == said


@pytest.mark.parametrize(
    ("kind", "text"),
    [(LongType(), "1.5"), (LongType(), "many"), (IntegerType(), str(2**31)), (DateType(), "soon"), (FARE, "0.001")],
)
def test_what_a_type_cannot_hold_is_none_of_its_values(kind: IcebergType, text: str) -> None:
    with pytest.raises(Unasked, match="is no "):
        literal(DUCKDB, text, kind)
