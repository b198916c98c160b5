"""A lake to work on: tables, runs, rows, and one whole cycle from rows to publication."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from pyiceberg.expressions import AlwaysTrue
from pyiceberg.io.pyarrow import _dataframe_to_data_files

from levada.intervals import Interval
from levada.lake import ledger
from levada.lake.catalogue import Lake, open_lake
from levada.lake.connection import reach
from levada.lake.drafts import Mark, Writer, find
from levada.lake.ledger import SourceFile
from levada.lake.marks import PRESERVED
from levada.lake.publication import Published, publish, published
from levada.lake.reading import readable
from levada.plan import codec
from levada.plan.environment import Environment
from levada.plan.run import Run
from levada.plan.tables import Column, PartitionField, Table

NAME = "raw.events"
LOCAL = Environment(
    "local", (("type", "sql"), ("uri", "sqlite:///.levada/catalog.db"), ("warehouse", ".levada/warehouse"))
)
ELSEWHERE = "environment.json"
EVENTS = Table(
    NAME,
    (Column("id", "long"), Column("at", "timestamptz"), Column("what", "string")),
    event_time="at",
    partitioning=(PartitionField("at", "month"),),
    strategy="append",
)
OVERWRITTEN = replace(EVENTS, strategy="insert_overwrite")
REPLACED = replace(EVENTS, strategy="replace", partitioning=())
MERGED = replace(EVENTS, strategy="merge", unique_key=("id",))
DELETED = replace(EVENTS, strategy="delete+insert", unique_key=("id",))


def lake_in(root: Path) -> Lake:
    """The lake of a folder: in files below it, or where one that lies there says."""
    said = root / ELSEWHERE
    return open_lake(codec.decode_environment(said.read_text()) if said.exists() else LOCAL, root)


def day(number: int) -> datetime:
    """Midnight of a day of 2024, counted from 0."""
    return datetime(2024, 1, 1, tzinfo=UTC) + timedelta(days=number)


def days(first: int, last: int | None = None) -> Interval:
    return Interval(day(first), day((first if last is None else last) + 1))


def events(*numbers: tuple[int, int], what: str = "") -> pa.RecordBatchReader:
    """Rows of (id, day), all at six in the morning."""
    return pa.table(
        {
            "id": pa.array([number for number, _ in numbers], pa.int64()),
            "at": pa.array([day(n) + timedelta(hours=6) for _, n in numbers], pa.timestamp("us", "UTC")),
            "what": pa.array([what] * len(numbers), pa.string()),
        }
    ).to_reader()


def timeless(number: int, *others: tuple[int, int]) -> pa.RecordBatchReader:
    """Rows of which the first has no time."""
    rows = events((number, 0), *others).read_all()
    times = pa.array([None, *rows.column("at").to_pylist()[1:]], rows.schema.field("at").type)
    return rows.set_column(1, "at", times).to_reader()


def mark(
    run: str = "r", interval: Interval | None = None, code: str | None = None, file: tuple[str, str] | None = None
) -> Mark:
    """A mark of the step `load`, unlike any other run's; `file` is address and digest. With an interval, the rows are
    that interval's."""
    files = (SourceFile(file[0], f"sha256:{file[1]}", 1),) if file else ()
    return Mark("p", "load", Run(run, interval), code or run, files, (), interval is not None)


def load(lake: Lake, table: Table, rows: pa.RecordBatchReader, said: Mark) -> Published:
    """Write, and publish without checks; nothing may come in between."""
    draft = Writer(lake, said).write(table, rows)
    return publish(lake, table, draft, said, (), lambda draft: (), never)


def again(
    lake: Lake, table: Table, rows: pa.Table, said: Mark, meanwhile: Callable[[], object] = lambda: None
) -> Published | None:
    """One whole cycle, as often as it takes: None if the ledger says that it is done. `meanwhile`: what others do
    between its draft and its publication."""
    if ledger.admit(ledger.read(lake, table.name), table, said):
        return None
    draft = find(lake, table, said) or Writer(lake, said).write(table, rows.to_reader())
    meanwhile()
    return publish(
        lake, table, draft, said, (), lambda draft: (), lambda: Writer(lake, said).write(table, rows.to_reader())
    )


def never() -> Any:
    raise AssertionError("nobody was to write this again")


def seen(lake: Lake, name: str = NAME, columns: str = "id", snapshot: int | None = None) -> list[Any]:
    """What readers see of some columns, in order; single values where it is one column."""
    rows = readable(lake, name, snapshot or published(lake, name))
    if not rows or not rows.files:
        return []
    fields = ", ".join(
        f"{field.field_id}: {{name: '{field.name}', type: '{TYPES[str(field.field_type)]}', default_value: NULL}}"
        for field in rows.schema.fields
    )
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        reach(connection, lake.stores)
        source = f"read_parquet({list(rows.files)}, schema = MAP {{{fields}}})"
        found = connection.execute(f"SELECT {columns} FROM {source} ORDER BY ALL").fetchall()
    return [row[0] for row in found] if "," not in columns else found


def parquet(lake: Lake, file: str, name: str = NAME) -> pq.ParquetFile:
    """One of a table's data files."""
    return pq.ParquetFile(lake.table(name).io.new_input(file).open())


TYPES = {"long": "BIGINT", "string": "VARCHAR", "int": "INTEGER", "double": "DOUBLE", "boolean": "BOOLEAN",
         "date": "DATE", "time": "TIME", "timestamp": "TIMESTAMP", "timestamptz": "TIMESTAMPTZ",
         "decimal(9, 2)": "DECIMAL(9, 2)", "decimal(20, 2)": "DECIMAL(20, 2)", "float": "FLOAT"}  # fmt: skip


def branches(lake: Lake, name: str = NAME) -> list[str]:
    return sorted(lake.table(name).metadata.refs)


def compact(lake: Lake, name: str = NAME) -> None:
    """What another tool's maintenance does: all files become one, and no row changes."""
    table = lake.table(name)
    rows, files = table.scan().to_arrow(), [task.file for task in table.scan().plan_files()]
    with table.transaction() as begun, begun.update_snapshot({PRESERVED: "true"}).overwrite() as update:
        update.delete_by_predicate(AlwaysTrue())
        for file in files:
            update.delete_data_file(file)
        for file in _dataframe_to_data_files(table.metadata, rows, table.io) if rows.num_rows else ():
            update.append_data_file(file)
