"""Few rows with odd values: nulls, negative and large numbers, NaN, other alphabets, days before 1970, nested ones."""

from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

NAN, INF = float("nan"), float("inf")
DAYS = (date(2024, 2, 29), date(1969, 12, 31), date(2021, 1, 3), None, date(1900, 1, 1), date(2020, 1, 31),
        date(2016, 12, 25))  # fmt: skip
MOMENTS = (datetime(2024, 2, 29, 13, 14, 15, 123456), datetime(1969, 12, 31, 23, 59, 59), datetime(2021, 1, 3), None,
           datetime(1900, 1, 1, 0, 0, 1), datetime(2020, 1, 31, 12, 30), datetime(2016, 12, 25, 6, 5, 4))  # fmt: skip
COLUMNS: dict[str, tuple[pa.DataType, Sequence[Any]]] = {
    "id": (pa.int32(), (1, 2, 3, 4, 5, 6, 7)),
    "g": (pa.string(), ("a", "a", "b", "b", "b", None, "ä")),
    "one": (pa.int32(), (1, 1, 2, 2, 2, 3, 4)),
    "i": (pa.int32(), (1, 0, -7, None, 42, 100_000, 1)),
    "p": (pa.int32(), (1, 2, 3, 5, 2, 8, 13)),
    "z": (pa.int32(), (1, 0, 2, None, 0, -3, 7)),
    "l": (pa.int64(), (2**33 + 1, 0, -86_401, None, 1_709_212_455, 1, -1)),
    "y": (pa.float64(), (0.5, -1.5, 2.5, -2.5, None, 123_456.789, 1e10)),
    "x": (pa.float64(), (1.5, NAN, None, -INF, INF, 0.0, -0.5)),
    "h": (pa.float64(), (0.5, -0.5, 0.0, 1.0, -1.0, 0.25, None)),
    "f": (pa.float32(), (0.1, -0.1, 2.5, None, 1e10, 0.0, -3.0)),
    "d": (pa.decimal128(10, 2), (*map(Decimal, ("1.50", "-2.55", "0.00", "12345678.99", "0.05", "-0.45")), None)),
    "b": (pa.bool_(), (True, False, None, True, False, True, None)),
    "s": (pa.string(), ("Hello World", "", "  x ", None, "çé ñ😀o", "foo", "a,b.c")),
    "k": (pa.string(), ("1", "42", " 7 ", "-3", "1000", None, "0012")),
    "q": (pa.string(), ("2024-02-29", "1969-12-31", "0001-01-01", None, "1900-01-01", "2020-01-31", "9999-12-31")),
    "w": (pa.binary(), (b"\x00\xff", b"", b"abc", None, "é".encode(), b" ", b"x" * 60)),
    "t": (pa.date32(), DAYS),
    "v": (pa.timestamp("us", "UTC"), tuple(moment and moment.replace(tzinfo=UTC) for moment in MOMENTS)),
    "n": (pa.timestamp("us"), MOMENTS),
    "a": (pa.list_(pa.int32()), ([3, 1, 2], [], None, [1, None, 1], [5], [-1, 0], [None])),
    "u": (pa.list_(pa.string()), (["x", "y"], [], None, ["x", None], [""], ["é"], ["b", "a"])),
    "m": (pa.map_(pa.string(), pa.int32()),
          ([("x", 1), ("y", None)], [], None, [("é", 2)], [("x", -1)], [], [("z", 0)])),
    "r": (pa.struct({"k": pa.int32(), "v": pa.string()}),
          ({"k": 1, "v": "a"}, {"k": None, "v": "b"}, None, {"k": -1, "v": None}, {"k": 0, "v": ""}, {"k": 2, "v": "é"},
           {"k": 2, "v": "é"})),
    "j": (pa.string(), ('{"a": 1, "b": [1, 2]}', "{}", None, '{"a": "x", "c": {"d": true}}', "[]", '{"a": null}',
                        '{"b": []}')),
}  # fmt: skip
OTHER = pa.table({"g": ["a", "b", "b", None, "c"], "o": pa.array([10, 2, 30, 40, None], pa.int32())})


def table() -> pa.Table:
    """The rows, `id` first."""
    return pa.table({name: pa.array(values, kind) for name, (kind, values) in COLUMNS.items()})


def write(folder: Path) -> None:
    """Both tables, as files that either engine reads."""
    pq.write_table(table(), folder / "df.parquet")
    pq.write_table(OTHER, folder / "other.parquet")
