"""How new rows meet old ones."""

from collections.abc import Callable

import pytest

CONTRACT = (
    "[{name: id, logicalType: integer, primaryKey: true}, {name: ts, logicalType: timestamp},"
    " {name: day, logicalType: date}, {name: who, logicalType: string}]"
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
        ("event_time: ts", []),
        ("write: {strategy: merge, unique_key: who, order_by: ts desc}", []),
        ("write: {strategy: delete+insert, unique_key: [who, day]}", []),
        (
            "write: scd2",
            [("5:12 datasets.raw.a.write: `scd2` is known, not in this release: it comes with (6) ingestion")],
        ),
        ("write: append\npartitioning: ['bucket(4, id)']", []),
        ("write: insert_overwrite\npartitioning: ['truncate(4, who)', 'bucket(4, id)']", []),
        (
            "write: insert_overwrite",
            [("5:12 datasets.raw.a.write: insert_overwrite replaces partitions or an interval, and there is neither")],
        ),
    ],
)
def test_writes(said: Callable[[str], list[str]], body: str, expected: list[str]) -> None:
    assert said(HEAD + "".join(f"    {line}\n" for line in body.splitlines())) == expected
