"""The calls on the embedded engine: `python -m benchmarks.functions.laptop FOLDER`, a process of its own, because
SQLFrame stands in for PySpark there. What became of them is written beside the tables."""

import datetime
import decimal
import pickle
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.functions.answers import Answer
from benchmarks.functions.asking import answers
from benchmarks.functions.corpus import Call, calls
from benchmarks.measure import process
from levada.engines.embedded.dataframes import DataFrames
from levada.lake.sql import literal

SHAPES = ("aggregate", "column", "frame")


def asked(folder: Path, *shapes: str) -> tuple[dict[Call, Answer], frozenset[str]]:
    """What each call comes to, of some shapes or of all; and what there is, by PySpark's names."""
    process([sys.executable, "-m", "benchmarks.functions.laptop", folder, *(shapes or SHAPES)])
    found, there = pickle.loads((folder / "laptop").read_bytes())
    return found, frozenset(there)


def main(folder: Path, shapes: Iterable[str]) -> None:
    tables = DataFrames(folder)
    given = namespace(tables, folder)

    def collect(frame: Any) -> pa.Table:
        tables.write(frame, folder / "made.parquet")
        return pq.read_table(folder / "made.parquet")

    found = answers([call for call in calls() if call.shape in shapes], given, collect)
    (folder / "laptop").write_bytes(pickle.dumps((found, names())))


def names() -> list[str]:
    """What SQLFrame has for DuckDB, by PySpark's names."""
    from pyspark.sql import Column, DataFrame, GroupedData, Window, functions

    owners = {"functions": functions, "Column": Column, "DataFrame": DataFrame, "GroupedData": GroupedData,
              "Window": Window}  # fmt: skip
    return [f"{owner}.{name}" for owner, has in owners.items() for name in dir(has) if not name.startswith("_")]


def namespace(tables: DataFrames, folder: Path) -> dict[str, Any]:
    """What the calls name."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    files = {
        name: f"SELECT * FROM read_parquet({literal(str(folder / name))} || '.parquet')" for name in ("df", "other")
    }
    frames = {name: tables.given(query, name, None) for name, query in files.items()}
    return {"F": F, "W": Window, "datetime": datetime, "decimal": decimal, **frames}


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
