"""What `fillna` and `replace` put into which columns of a job on the embedded engine, as Spark does."""

from decimal import Decimal
from math import nan
from typing import Any

import pyarrow as pa
import pytest

from levada.plan.graph import Read
from levada.plan.tables import Table
from tests.engines.bench import Bench, spark, table

ODD = table("raw.odd", i="int", s="string", x="double", b="boolean", d="decimal(3, 2)")
ROWS = pa.table(
    {
        "i": pa.array([1, None], pa.int32()),
        "s": ["a", None],
        "x": [nan, None],
        "b": [True, None],
        "d": pa.array([Decimal("1.50"), None], pa.decimal128(3, 2)),
    }
)


@pytest.mark.parametrize(
    ("does", "expected"),
    [
        ("fillna(0)", [(1, "a", 0, True, Decimal("1.50")), (0, None, 0, None, Decimal("0.00"))]),
        ("na.fill(2.7)", [(1, "a", 2.7, True, Decimal("1.50")), (2, None, 2.7, None, Decimal("2.70"))]),
        ("fillna('z')", [(1, "a", "nan", True, Decimal("1.50")), (None, "z", None, None, None)]),
        ("fillna(False)", [(1, "a", "nan", True, Decimal("1.50")), (None, None, None, False, None)]),
        ("fillna({'I': 1.9, 's': 'z'})", [(1, "a", "nan", True, Decimal("1.50")), (1, "z", None, None, None)]),
        ("fillna(0, subset=['i', 's'])", [(1, "a", "nan", True, Decimal("1.50")), (0, None, None, None, None)]),
        ("replace(1, 9)", [(9, "a", "nan", True, Decimal("1.50")), (None,) * 5]),
        ("replace({'a': 'b'})", [(1, "b", "nan", True, Decimal("1.50")), (None,) * 5]),
        ("na.replace([1, 2], [3, None], 'i')", [(3, "a", "nan", True, Decimal("1.50")), (None,) * 5]),
        ("replace(1, 9, ['I'])", [(1, "a", "nan", True, Decimal("1.50")), (None,) * 5]),
        ("replace('a', None, ['s']).where('s is null')", [(1, None, "nan", True, Decimal("1.50")), (None,) * 5]),
    ],
)
def test_a_value_goes_where_it_is_of_the_column_s_kind(
    bench: Bench, does: str, expected: list[tuple[Any, ...]]
) -> None:
    bench.fill(ODD, ROWS)
    bench.file("spark_jobs/job.py", f"def f(odd):\n    return odd.{does}\n")
    bench.perform(spark("f"), Table("staging.filled"), reads=(Read("odd", "raw.odd"),))
    found = [
        tuple("nan" if value != value else value for value in row.values()) for row in bench.rows("staging.filled")
    ]
    assert sorted(found, key=repr) == sorted(expected, key=repr)
    assert bench.lake.table("staging.filled").schema().as_arrow().field("d").type == pa.decimal128(3, 2)
