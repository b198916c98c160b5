"""The three engines, as expressions of Trino's are asked of them."""

import json
import os
import re
from pathlib import Path
from typing import Any

import pyarrow as pa

from benchmarks.functions.rows import table as arrow_table
from benchmarks.queries import rows
from benchmarks.queries.asking import Ask, in_words_of
from levada.engines.queries.dialects import DUCKDB, SPARK
from levada.lake.sql import literal

SCALAR = {"bigint": pa.int64(), "boolean": pa.bool_(), "date": pa.date32(), "double": pa.float64(),
          "integer": pa.int32(), "real": pa.float32(), "smallint": pa.int32(), "tinyint": pa.int32(),
          "varbinary": pa.binary(), "unknown": pa.null()}  # fmt: skip


def trino(places: Path) -> Ask:
    """The real one that a file of places names, as the tests' servers are told."""
    from levada.engines.trino.connection import connect
    from levada.engines.trino.session import Session
    from levada.plan.environment import Trino

    said = json.loads(places.read_text())["trino"]
    os.environ["BENCHMARK_TRINO"] = said.pop("password", "")
    secret = {"password": "benchmark_trino"} if os.environ["BENCHMARK_TRINO"] else {}
    session = Session(connect(Trino(**said, **secret), Path.cwd()))

    def ask(query: str) -> pa.Table:
        text = f"WITH df AS ({rows.table()}) {query.replace('raw.df', 'df')}"
        with session.query(text) as cursor:
            found = cursor.fetchall()
            columns = {one[0]: kind(one[1]) for one in cursor.description or ()}
        values = zip(*found, strict=True)
        return pa.table({name: pa.array(_given(list(value), columns[name]), columns[name])
                         for name, value in zip(columns, values, strict=True)})  # fmt: skip

    return ask


def _given(values: list[Any], said: pa.DataType) -> list[Any]:
    return [list(value.items()) if isinstance(value, dict) else value for value in values]


def kind(said: str) -> pa.DataType:
    """Trino's name of a type, as Arrow's."""
    if found := re.fullmatch(r"array\((.*)\)", said):
        return pa.list_(kind(found[1]))
    if found := re.fullmatch(r"map\((\w+), ?(\w+)\)", said):
        return pa.map_(kind(found[1]), kind(found[2]))
    if found := re.fullmatch(r"decimal\((\d+), ?(\d+)\)", said):
        return pa.decimal128(int(found[1]), int(found[2]))
    if said.startswith("timestamp"):
        return pa.timestamp("us", "UTC" if said.endswith("with time zone") else None)
    return SCALAR.get(said, pa.string())


def duckdb(folder: Path) -> Ask:
    from levada.lake.connection import connect

    connection = connect(folder)
    connection.execute("CREATE SCHEMA raw")
    connection.execute(f"CREATE VIEW raw.df AS SELECT * FROM read_parquet({literal(str(folder / 'df.parquet'))})")
    return in_words_of(DUCKDB, types(folder), lambda text: _read(connection, text))


def _read(connection: Any, text: str) -> pa.Table:
    from levada.engines.embedded.results import storable

    found = connection.sql(text)
    return connection.sql(f"SELECT {storable(found.columns, found.types)} FROM ({text})").to_arrow_table()


def types(folder: Path) -> dict[str, str]:
    """Column -> type, in DuckDB's words."""
    import duckdb as module

    read = module.read_parquet(str(folder / "df.parquet"))
    return dict(zip(arrow_table().column_names, map(str, read.types), strict=True))


def spark(session: Any, folder: Path) -> Ask:
    from levada.engines.spark.query import renamed

    session.read.parquet(str(folder / "df.parquet")).createOrReplaceTempView("df")
    views = {"raw.df": "df"}
    return in_words_of(SPARK, types(folder), lambda text: session.sql(renamed(text, views)).toArrow())
