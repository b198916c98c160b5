"""Any sequence of writes by key leaves what a list of dicts, kept by hand, says it leaves; or is refused, and nothing
has happened."""

from collections import Counter
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from levada.errors import Permanent
from levada.lake.catalogue import Lake
from levada.plan.tables import Column, PartitionField, SortField, Strategy, Table
from tests.lake.bench import lake_in, load, mark

Row = dict[str, Any]
KEY = ("shop", "item")
KINDS = {"shop": pa.string(), "item": pa.float64(), "stored": pa.int64(), "note": pa.binary()}
TABLE = Table(
    "raw.stock",
    (Column("shop", "string"), Column("item", "double"), Column("stored", "long"), Column("note", "binary")),
)
ROW = st.fixed_dictionaries(
    {
        "shop": st.sampled_from(["", "a", "b", "b" * 30, None]),
        "item": st.sampled_from([0.0, 1.5, -1.5]) | st.none(),
        "stored": st.none() | st.integers(-3, 3),
        "note": st.none() | st.sampled_from([b"", b"x"]),
    }
)
WHOLE = ROW.filter(lambda row: None not in (row["shop"], row["item"]))
ACT = st.one_of(
    st.tuples(st.just("append"), st.lists(ROW, max_size=5)),
    st.tuples(st.sampled_from(["merge", "delete+insert", "insert_overwrite"]), st.lists(WHOLE, max_size=5)),
    st.tuples(st.sampled_from(["merge", "delete+insert"]), st.lists(ROW, max_size=5)),
)
LAYOUTS = (
    (PartitionField("shop", "truncate[1]"),),
    (PartitionField("shop", "bucket[2]"), PartitionField("stored", "identity")),
)


def key(row: Row) -> tuple[Any, ...]:
    return tuple(row[name] for name in KEY)


def part(row: Row) -> str | None:
    """The partition of a row by the first layout, the only one that is overwritten here."""
    return None if row["shop"] is None else row["shop"][:1]


def latest(rows: list[Row], ordered: bool) -> list[Row]:
    """The row of each key that stays.

    Raises:
        Permanent: nothing says which one."""
    if not ordered and max(Counter(map(key, rows)).values(), default=0) > 1:
        raise Permanent("repeated")
    found: dict[tuple[Any, ...], list[Row]] = {}
    for row in rows:
        found.setdefault(key(row), []).append(row)
    stay = []
    for those in found.values():
        place = [float("-inf") if row["stored"] is None else row["stored"] for row in those]
        last = [row for row, at in zip(those, place, strict=True) if at == max(place)]
        if any(row != last[0] for row in last):
            raise Permanent("undecided")
        stay.append(last[0])
    return stay


def after(now: list[Row], strategy: str, rows: list[Row], ordered: bool) -> list[Row]:
    """What a write leaves."""
    if strategy == "append":
        return now + rows
    if strategy == "insert_overwrite":
        return [row for row in now if part(row) not in set(map(part, rows))] + rows
    if any(None in key(row) for row in rows):
        raise Permanent("no key")
    rows = latest(rows, ordered) if strategy == "merge" else rows
    return [row for row in now if key(row) not in set(map(key, rows))] + rows


def write(lake: Lake, table: Table, strategy: Strategy, rows: list[Row], run: str) -> None:
    arriving = pa.table({name: pa.array([row[name] for row in rows], kind) for name, kind in KINDS.items()})
    load(lake, replace(table, strategy=strategy), arriving.to_reader(), mark(run))


def in_order(rows: list[Row]) -> list[str]:
    return sorted(repr(sorted(row.items())) for row in rows)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(acts=st.lists(ACT, max_size=5), layout=st.sampled_from(LAYOUTS), ordered=st.booleans())
def test_a_table_is_what_was_written_by_key(
    memory: Path, acts: list[tuple[Strategy, list[Row]]], layout: tuple[PartitionField, ...], ordered: bool
) -> None:
    now: list[Row] = []
    with TemporaryDirectory(dir=memory) as folder:
        lake = lake_in(Path(folder))
        order = (SortField("stored"),) if ordered else ()
        table = replace(TABLE, partitioning=layout, unique_key=KEY, order_by=order)
        write(lake, table, "append", [], "first")
        for number, (strategy, rows) in enumerate(acts):
            if strategy == "insert_overwrite" and layout != LAYOUTS[0]:
                continue
            try:
                expected, refused = after(now, strategy, rows, ordered), False
            except Permanent:
                expected, refused = now, True
            try:
                write(lake, table, strategy, rows, str(number))
                assert not refused
            except Permanent:
                assert refused
            now = expected
            assert in_order(lake.table(TABLE.name).scan().to_arrow().to_pylist()) == in_order(now)
