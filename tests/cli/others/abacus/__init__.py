"""An engine that reckons with Python's own SQLite: what it takes to be one, and no more."""

import sqlite3
from collections.abc import Mapping
from functools import partial

import pyarrow as pa
import pyarrow.parquet as pq

from levada.engines.base import Engine, Prepared, Verb, Work
from levada.engines.inputs import inputs
from levada.lake.drafts import Writer
from levada.plan.actions import Action, Sql
from levada.plan.checks import CheckResult


class Abacus:
    name = "abacus"
    check = None

    @property
    def performs(self) -> Mapping[type[Action], Verb]:
        return {Sql: lambda work: Prepared(partial(_write, work))}


def _write(work: Work, writer: Writer) -> tuple[CheckResult, ...]:
    assert isinstance(work.task.action, Sql)
    with sqlite3.connect(":memory:") as connection:
        for read, rows in inputs(work):
            _copy(connection, read.dataset, pa.concat_tables(pq.read_table(file) for file in rows.files))
        found = connection.execute(work.task.action.query.replace("raw.", "raw_"))
        names = [column[0] for column in found.description]
        computed = pa.table(dict(zip(names, map(list, zip(*found, strict=True)), strict=True)))
    writer.write(work.task.into[0].table, computed.to_reader())
    return ()


def _copy(connection: sqlite3.Connection, dataset: str, rows: pa.Table) -> None:
    table, columns = dataset.replace(".", "_"), rows.column_names
    connection.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
    places = ", ".join("?" * len(columns))
    connection.executemany(f"INSERT INTO {table} VALUES ({places})", [tuple(row.values()) for row in rows.to_pylist()])


ENGINE: Engine = Abacus()
