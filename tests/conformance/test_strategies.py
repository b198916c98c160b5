"""Every strategy, with every partition transform, of every type: readers see what a list, kept by hand, says."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

import pyarrow as pa
import pytest
from pyiceberg.expressions.literals import literal
from pyiceberg.io.pyarrow import schema_to_pyarrow
from pyiceberg.transforms import parse_transform

from levada.errors import Permanent
from levada.lake.catalogue import Lake
from levada.lake.schema import schema_of
from levada.plan.tables import Column, PartitionField, Strategy, Table
from levada.spec.odcs_types import ICEBERG
from tests.lake.bench import lake_in, load, mark

VALUES: dict[str, tuple[Any, ...]] = {
    "boolean": (True, False, True),
    "int": (-7, 0, 2**31 - 1),
    "long": (-7, 2**40, 2**62),
    "float": (-0.5, 1.5, 2.0**100),
    "double": (-0.5, 1.5, 1e300),
    "decimal(38, 4)": (Decimal("-1.5000"), Decimal("9.9999"), Decimal("99999999999999999999.0001")),
    "date": (date(1969, 12, 31), date(2024, 2, 29), date(2024, 3, 1)),
    "time": (time(0), time(1, 2, 3, 4), time(23, 59, 59, 999999)),
    "timestamp": (datetime(1969, 12, 31, 23), datetime(2024, 2, 29, 1), datetime(2024, 2, 29, 1, 30)),
    "timestamptz": (
        datetime(1969, 12, 31, 23, tzinfo=UTC), datetime(2024, 2, 29, 1, tzinfo=UTC),
        datetime(2024, 2, 29, 1, 30, tzinfo=UTC),
    ),
    "string": ("", "a/b c%", "é" * 40),
    "uuid": (UUID(int=0), UUID(int=2**127 + 1), UUID(int=2**128 - 1)),
    "binary": (b"", b"\x00\xff", b"\xff" * 40),
}  # fmt: skip
"""Three values of every type that a contract can promise; those of booleans are two."""

MOMENTS = ("timestamp", "timestamptz")
TRANSFORMS: dict[str, tuple[str, ...]] = {
    "none": tuple(VALUES),
    "identity": tuple(kind for kind in VALUES if kind not in ("float", "double", "uuid")),
    "bucket[3]": tuple(kind for kind in VALUES if kind not in ("boolean", "float", "double", "time")),
    "truncate[2]": ("int", "long", "decimal(38, 4)", "string"),
    "year": ("date", *MOMENTS),
    "month": ("date", *MOMENTS),
    "day": ("date", *MOMENTS),
    "hour": MOMENTS,
}
CASES = [(transform, kind) for transform, kinds in TRANSFORMS.items() for kind in kinds]

Row = tuple[Any, int]


@pytest.fixture(scope="module")
def lake() -> Iterator[Lake]:
    """One lake for all, in memory where there is such a thing."""
    shared = Path("/dev/shm")
    with TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        yield lake_in(Path(folder))


def table(transform: str, kind: str) -> Table:
    name = f"raw.{transform}_{kind}".translate(str.maketrans(dict.fromkeys("[], ()", "_")))
    parts = () if transform == "none" else (PartitionField("v", transform),)
    return Table(name, (Column("v", kind), Column("n", "long")), partitioning=parts)


def publish(lake: Lake, said: Table, strategy: Strategy, rows: list[Row]) -> None:
    schema = schema_to_pyarrow(schema_of(said.columns or ()), include_field_ids=False)
    columns = [pa.array([row[number] for row in rows], field.type) for number, field in enumerate(schema)]
    keyed = replace(said, strategy=strategy, unique_key=("v",))
    load(lake, keyed, pa.table(columns, schema=schema).to_reader(), mark(f"{strategy}{rows}"))


def seen(lake: Lake, name: str) -> list[Row]:
    """What pyiceberg reads: somebody else's reader."""
    rows = lake.table(name).scan().to_arrow().to_pylist()
    return in_order([(row["v"], row["n"]) for row in rows])


def in_order(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (row[1], str(row[0])))


def part(transform: str, kind: str, value: Any) -> Any:
    """The partition of a value, by the words of Iceberg's specification, one value at a time."""
    if transform == "none":
        return None
    of = schema_of((Column("v", kind),)).fields[0].field_type
    return parse_transform(transform).transform(of)(plain(value))


def plain(value: Any) -> Any:
    """A value as Iceberg's specification has it: moments are numbers."""
    if value is None or isinstance(value, time):
        return value
    return value.bytes if isinstance(value, UUID) else literal(value).value


@pytest.mark.parametrize(("transform", "kind"), CASES)
def test_what_is_written_is_what_is_read(lake: Lake, transform: str, kind: str) -> None:
    first, second, third = VALUES[kind]
    said = table(transform, kind)
    now: list[Row] = [(first, 1), (second, 2), (None, 3), (second, 4)]
    publish(lake, said, "append", now)
    assert seen(lake, said.name) == in_order(now)

    arrived: list[Row] = [(second, 5), *([(third, 6)] if third != first else [])]
    publish(lake, said, "merge", arrived)
    now = [row for row in now if row[0] not in {value for value, _ in arrived}] + arrived
    assert seen(lake, said.name) == in_order(now)

    publish(lake, said, "delete+insert", [(first, 7), (first, 7)])
    now = [row for row in now if row[0] != first] + [(first, 7), (first, 7)]
    assert seen(lake, said.name) == in_order(now)

    for number, value in enumerate((first, third, None), start=8):
        gone = part(transform, kind, value)
        publish(lake, said, "insert_overwrite", [(value, number)])
        now = [row for row in now if part(transform, kind, row[0]) != gone] + [(value, number)]
        assert seen(lake, said.name) == in_order(now)

    publish(lake, said, "replace", [(third, 11)])
    assert seen(lake, said.name) == [(third, 11)]


def test_partitions_of_several_fields_are_replaced_by_all_of_them(lake: Lake) -> None:
    fields = (PartitionField("at", "month"), PartitionField("id", "bucket[2]"), PartitionField("shop", "truncate[1]"))
    said = Table(
        "raw.several", (Column("at", "date"), Column("id", "long"), Column("shop", "string")), partitioning=fields
    )  # fmt: skip
    days = [date(2024, month, day) for month in (1, 2) for day in (1, 9)]
    rows = [(day, number, shop) for day in days for number in (1, 2, 3) for shop in "ab"]
    arrived = [(date(2024, 1, 31), 1, "abc"), (date(2024, 2, 29), 2, "b")]
    kinds = [pa.date32(), pa.int64(), pa.string()]

    def put(strategy: Strategy, some: list[tuple[Any, ...]]) -> None:
        columns = [pa.array(column, kind) for column, kind in zip(zip(*some, strict=True), kinds, strict=True)]
        arriving = pa.table(columns, ["at", "id", "shop"])
        load(lake, replace(said, strategy=strategy), arriving.to_reader(), mark(strategy))

    def lies(row: tuple[Any, ...]) -> tuple[Any, ...]:
        return row[0].month, part("bucket[2]", "long", row[1]), row[2][0]

    put("append", rows)
    put("insert_overwrite", arrived)
    gone = {lies(row) for row in arrived}
    left = [*(row for row in rows if lies(row) not in gone), *arrived]
    assert sorted(tuple(row.values()) for row in lake.table(said.name).scan().to_arrow().to_pylist()) == sorted(left)


REFUSED = [
    ("bucket[3]", "double"), ("bucket[3]", "boolean"), ("bucket[3]", "time"), ("month", "time"), ("hour", "date"),
    ("truncate[2]", "date"), ("truncate[2]", "binary"), ("identity", "double"), ("identity", "float"),
    ("identity", "uuid"),
]  # fmt: skip


@pytest.mark.parametrize(("transform", "kind"), REFUSED)
def test_a_partition_that_cannot_be_kept_is_refused(lake: Lake, transform: str, kind: str) -> None:
    with pytest.raises(Permanent, match=rf"column v is {kind}, and .* cannot be partitioned by its {transform[:4]}"):
        publish(lake, table(transform, kind), "append", [(None, 1)])


def test_every_type_has_its_values() -> None:
    assert {kind.partition("(")[0] for kind in VALUES} == {*ICEBERG, "decimal"}
