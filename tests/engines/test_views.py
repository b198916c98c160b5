"""Snapshots as DuckDB sees them."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pytest

from levada.engines.embedded.views import query
from levada.lake.connection import connect
from levada.lake.publication import published
from levada.lake.reading import readable
from levada.plan.graph import Read
from levada.plan.tables import Column, Table
from tests.engines.bench import DAY, Bench, table


def seen(bench: Bench, dataset: str, **read: Any) -> list[tuple[Any, ...]]:
    reads = Read("it", dataset, **read) if read else None
    rows = readable(bench.lake, dataset, published(bench.lake, dataset), reads, DAY)
    assert rows is not None
    with connect(Path(bench.root)) as connection:
        found: list[tuple[Any, ...]] = connection.sql(f"SELECT * FROM ({query(rows)}) ORDER BY ALL").fetchall()
        return found


def test_every_type_is_seen_as_it_was_written(bench: Bench) -> None:
    values = {
        "b": True, "i": 1, "l": 2**40, "f": 1.5, "d": 2.5, "day": date(2013, 1, 1), "ts": datetime(2013, 1, 1, 5),
        "tz": datetime(2013, 1, 1, 5, tzinfo=UTC), "s": "é'\"", "n": Decimal("1.20"), "bin": b"\x00\xff",
        "u": UUID(int=7),
    }  # fmt: skip
    kinds = ("boolean", "int", "long", "float", "double", "date", "timestamp", "timestamptz", "string")
    into = table("raw.all", **dict(zip(values, (*kinds, "decimal(9, 2)", "binary", "uuid"), strict=True)))
    bench.fill(into, pa.table({name: [value] for name, value in (values | {"u": UUID(int=7).bytes}).items()}))
    assert seen(bench, "raw.all") == [tuple(values.values())]


def test_a_column_that_came_later_is_null_in_older_files(bench: Bench) -> None:
    append = Table("raw.a", (Column("id", "long"),), strategy="append")
    bench.fill(append, pa.table({"id": [1]}), "one")
    wider = Table("raw.a", (*append.columns, Column("note", "string")), strategy="append")
    bench.fill(wider, pa.table({"id": [2], "note": ["x"]}), "two")
    assert seen(bench, "raw.a") == [(1, None), (2, "x")]


def test_nothing_published_is_a_typed_nothing(bench: Bench) -> None:
    none = pa.table({"id": pa.array([], pa.int64()), "at": pa.array([], pa.date32())})
    bench.fill(table("raw.a", id="long", at="date"), none)
    rows = readable(bench.lake, "raw.a", published(bench.lake, "raw.a"))
    assert rows is not None
    with connect(bench.root) as connection:
        found = connection.sql(query(rows))
        assert ([str(kind) for kind in found.types], found.columns) == (["BIGINT", "DATE"], ["id", "at"])
        assert found.fetchall() == []


@pytest.mark.parametrize(
    ("kind", "arrow", "outside", "inside"),
    [
        (
            "timestamptz",
            pa.timestamp("us", "UTC"),
            "2013-01-01T04:59 2013-01-02T05:00",
            "2013-01-01T05:00 2013-01-02T04:59",
        ),
        ("timestamp", pa.timestamp("us"), "2012-12-31T23:59 2013-01-02T00:00", "2013-01-01T00:00 2013-01-01T23:59"),
        ("date", pa.date32(), "2012-12-31 2013-01-02", "2013-01-01"),
    ],
)
def test_an_interval_is_utc_s_or_the_wall_clock_s(
    bench: Bench, kind: str, arrow: Any, outside: str, inside: str
) -> None:
    into = Table("raw.a", (Column("at", kind),), event_time="at")
    zone = UTC if kind == "timestamptz" else None
    moments = [datetime.fromisoformat(text).replace(tzinfo=zone) for text in f"{outside} {inside}".split()]
    bench.fill(into, pa.table({"at": pa.array(moments).cast(arrow)}))
    found = [row[0].isoformat() for row in seen(bench, "raw.a", rows="interval")]
    assert [text[: len(inside.split()[0])] for text in found] == inside.split()
