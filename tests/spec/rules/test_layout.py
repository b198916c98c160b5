"""Columns, partitions and order of a dataset, held against its contract."""

from collections.abc import Callable

import pytest

CONTRACT = (
    "[{name: id, logicalType: integer, primaryKey: true}, {name: ts, logicalType: timestamp},"
    " {name: day, logicalType: date}, {name: who, logicalType: string},"
    " {name: Ablesung am, logicalType: timestamp},"
    " {name: paid, logicalType: number}, {name: owed, logicalType: number, physicalType: 'decimal(9, 2)'},"
    " {name: ref, physicalType: uuid}, {name: raw, physicalType: binary}]"
)
HEAD = f"""\
steps: [{{ingest: {{files: a.csv}}, into: raw.a}}]
datasets:
  raw.a:
    contract: {CONTRACT}
"""


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("write: append\nevent_time: ts", []),
        ("write: append\nevent_time: tss", ["6:17 datasets.raw.a.event_time: the contract of raw.a has no column tss"]),
        ("write: append\nevent_time: who", ["6:17 datasets.raw.a.event_time: 'who': the column who is of type string"]),
        (
            "write: append\npartitioning: [month(who), hour(day), 'bucket(8, who)', id, year(day)]",
            [
                "6:20 datasets.raw.a.partitioning.0: 'month(who)': the column who is of type string",
                "6:32 datasets.raw.a.partitioning.1: 'hour(day)': the column day is of type date",
            ],
        ),
        (
            "write: append\npartitioning: [month(ts), who, day(ts)]",
            ["6:36 datasets.raw.a.partitioning.2: 'day(ts)': ts makes a partition already"],
        ),
        (
            "write: append\npartitioning: [month(tz), region]",
            [
                "6:20 datasets.raw.a.partitioning.0: the contract of raw.a has no column tz",
                "6:31 datasets.raw.a.partitioning.1: the contract of raw.a has no column region",
            ],
        ),
        (
            "write: append\npartitioning: [week(ts), 'bucket(id)', 'month(3, ts)', 'a b']",
            [
                "6:20 datasets.raw.a.partitioning.0: 'week(ts)' is not a partition",
                "6:30 datasets.raw.a.partitioning.1: 'bucket(id)' is not a partition",
                "6:44 datasets.raw.a.partitioning.2: 'month(3, ts)' is not a partition",
                "6:60 datasets.raw.a.partitioning.3: 'a b' is not a partition",
            ],
        ),
        (
            "write: append\npartitioning: ['bucket(0, id)', 'truncate(4, ts)', 'truncate(4, id)']",
            [
                "6:20 datasets.raw.a.partitioning.0: 'bucket(0, id)': a size lies between 1 and 1000000",
                ("6:37 datasets.raw.a.partitioning.1: 'truncate(4, ts)': the column ts is of type timestamp"),
            ],
        ),
        (
            "write: append\npartitioning: [ref, 'truncate(2, raw)', month(owed), 'bucket(2, ref)', raw]",
            [
                "6:20 datasets.raw.a.partitioning.0: 'ref': the column ref is of type uuid",
                "6:25 datasets.raw.a.partitioning.1: 'truncate(2, raw)': the column raw is of type binary",
                "6:45 datasets.raw.a.partitioning.2: 'month(owed)': the column owed is of type decimal",
            ],
        ),
        (
            "write: append\npartitioning: [paid, 'bucket(4, owed)']\nsort_order: [paid]",
            ["6:20 datasets.raw.a.partitioning.0: 'paid': the column paid is of type number"],
        ),
        ("write: append\npartitioning: ['truncate(4, owed)', 'bucket(4, Ablesung am)']", []),
        ("write: append\npartitioning: [day(Ablesung am), owed]", []),
        (
            "write: append\nsort_order: [ref]",
            ["6:18 datasets.raw.a.sort_order.0: 'ref': the column ref is of type uuid"],
        ),
        ("write: {strategy: merge, order_by: [Ablesung am desc]}\nsort_order: [Ablesung am]", []),
        (
            "write: append\nsort_order: [id desc, whom, id down]",
            [
                "6:27 datasets.raw.a.sort_order.1: the contract of raw.a has no column whom",
                "6:33 datasets.raw.a.sort_order.2: 'id down' is not an order",
            ],
        ),
    ],
)
def test_layout(said: Callable[[str], list[str]], body: str, expected: list[str]) -> None:
    assert said(HEAD + "".join(f"    {line}\n" for line in body.splitlines())) == expected
