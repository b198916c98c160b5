"""Fractions that become decimals: what is lost is told, what is only noise is not."""

from pathlib import Path

import pyarrow as pa
import pytest

from levada.lake.arrow import fitted
from levada.lake.drafts import Writer
from levada.lake.rounding import Rounded
from levada.plan.tables import Column, Table
from tests.lake.bench import lake_in, mark

PRICES = Table("m.a", (Column("price", "decimal(10, 2)"), Column("n", "long")))
DOUBLE = pa.float64()
HIDDEN = Table("m.a", (Column("price", "decimal(10, 2)", guarded=True),))


def told(values: list[float | None], kind: pa.DataType = DOUBLE, table: Table = PRICES) -> list[str]:
    rounded, rows = Rounded(table), pa.array(values, kind)
    rounded.look("price", rows, fitted(table, rows, pa.field("price", pa.decimal128(10, 2))))
    return list(rounded.told())


def test_how_many_and_by_how_much() -> None:
    assert told([1.25, 2.345, None, -3.333, 4]) == [
        "m.a: column price is decimal(10, 2), and its rows are double: 2 values were rounded, by up to 0.005; cast "
        "them in the step if it matters"
    ]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([0.1 + 0.2, 1.1 * 3, 12345678.91, None], pa.float64()),
        ([sum([0.1] * 1000)], pa.float64()),
        ([0.1, 99.99], pa.float32()),
        ([], pa.float64()),
        ([None], pa.float64()),
    ],
)
def test_what_arithmetic_leaves_behind_is_no_digit(values: list[float | None], kind: pa.DataType) -> None:
    assert told(values, kind) == []


def test_nobody_hears_how_much_of_a_value_that_only_some_may_see() -> None:
    (said,) = told([2.345], table=HIDDEN)
    assert "1 value was rounded; cast" in said


@pytest.mark.parametrize(("prices", "times"), [([1.005, 2.5, 3.125], 1), ([0.5, 1.25, 3.0], 0)])
def test_a_writer_says_it_once_for_all_rows(tmp_path: Path, prices: list[float], times: int) -> None:
    said: list[str] = []
    rows = pa.table({"price": prices, "n": [1, 2, 3]})
    writer = Writer(lake_in(tmp_path), mark(), note=said.append)
    writer.write(PRICES, pa.RecordBatchReader.from_batches(rows.schema, rows.to_batches(max_chunksize=1)))
    assert ["2 values were rounded" in line for line in said] == [True] * times
