"""Which values Trino may write into a table itself."""

import pytest
from pyiceberg.types import (
    DateType,
    DecimalType,
    DoubleType,
    FloatType,
    IcebergType,
    IntegerType,
    ListType,
    LongType,
    MapType,
    NestedField,
    StringType,
    StructType,
    TimestampType,
    TimestamptzType,
    TimeType,
)

from levada.engines.trino.fitting import fits, trino_type

LIST = ListType(1, StringType(), False)
STRUCT = StructType(NestedField(1, "x", LongType()), NestedField(2, "y z", LIST))


@pytest.mark.parametrize(
    ("said", "kind", "expected"),
    [
        ("bigint", IntegerType(), True),
        ("bigint", DecimalType(12, 2), True),
        ("bigint", DoubleType(), False),
        ("integer", DoubleType(), True),
        ("double", FloatType(), False),
        ("double", LongType(), False),
        ("decimal(9, 2)", DecimalType(5, 2), True),
        ("decimal(9, 3)", DecimalType(9, 2), False),
        ("decimal(9, 2)", DoubleType(), False),
        ("varchar(20)", StringType(), True),
        ("char(3)", StringType(), False),
        ("varchar", LongType(), False),
        ("date", TimestampType(), True),
        ("date", TimestamptzType(), False),
        ("timestamp(3) with time zone", TimestamptzType(), True),
        ("timestamp(9)", TimestampType(), False),
        ("timestamp(6) with time zone", TimestampType(), False),
        ("time(9)", TimeType(), False),
        ("timestamp(0)", DateType(), False),
        ("array(varchar(3))", LIST, True),
        ("array(bigint)", LIST, False),
        ('row(x integer, "y z" array(varchar))', STRUCT, True),
        ('row("y z" array(varchar), x integer)', STRUCT, False),
        ("map(varchar, decimal(3, 1))", MapType(1, StringType(), 2, DecimalType(3, 0)), False),
    ],
)
def test_what_a_cast_keeps(said: str, kind: IcebergType, expected: bool) -> None:
    assert fits(said, kind) is expected


def test_types_in_trino_s_words() -> None:
    assert trino_type(STRUCT) == 'row("x" bigint, "y z" array(varchar))'
    assert trino_type(MapType(1, TimestamptzType(), 2, DecimalType(3, 0))) == (
        "map(timestamp(6) with time zone, decimal(3, 0))"
    )
