"""Trino's types as a table keeps them."""

import pyarrow as pa
import pytest

from levada.engines.trino.columns import arrow_type
from levada.errors import Permanent


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("smallint", pa.int32()),
        ("decimal(5, 2)", pa.decimal128(5, 2)),
        ("char(3)", pa.string()),
        ("timestamp(9)", pa.timestamp("us")),
        ("timestamp(3) with time zone", pa.timestamp("us", "UTC")),
        ("time(0)", pa.time64("us")),
        ("uuid", pa.uuid()),
        ('row(x integer, "y z" array(varchar(1)))', pa.struct([("x", pa.int32()), ("y z", pa.list_(pa.string()))])),
        ("map(varchar, decimal(9, 0))", pa.map_(pa.string(), pa.decimal128(9, 0))),
    ],
)
def test_a_type(said: str, expected: pa.DataType) -> None:
    assert arrow_type("a", said) == expected


@pytest.mark.parametrize("said", ["json", "interval day to second", "HyperLogLog", "row(integer)", "Geometry",
                                  "time(3) with time zone"])  # fmt: skip
def test_what_no_table_can_keep(said: str) -> None:
    with pytest.raises(Permanent, match=r"column a is of Trino's type .*CAST it"):
        arrow_type("a", said)
