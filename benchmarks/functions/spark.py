"""The calls on real Spark."""

import datetime
import decimal
import gc
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.functions import asking
from benchmarks.functions.answers import Answer
from benchmarks.functions.corpus import Call

QUICK = {
    "spark.default.parallelism": "1",
    "spark.driver.memory": "1g",
    "spark.master": "local[1]",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.shuffle.partitions": "1",
}
"""For seven rows: to compile each expression would take longer than all else."""


@contextmanager
def begun(folder: Path, jars: Path | None) -> Iterator[Any]:
    """A session as a step has one. `jars`: where Iceberg's lie, which are fetched otherwise."""
    from levada.engines.spark.driver import session, stop

    catalogue = {"type": "sql", "uri": f"sqlite:///{folder}/catalog.db", "warehouse": str(folder / "warehouse")}
    yield session(QUICK | ({"spark.jars": f"{jars}/*.jar"} if jars else {}), catalogue, folder)
    stop()


def answers(session: Any, folder: Path, calls: Sequence[Call]) -> dict[Call, Answer]:
    """What each call comes to, in such a session. PySpark leaves files to the garbage collector."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        found = asking.answers(calls, namespace(session, folder), lambda frame: frame.toArrow())
        gc.collect()
    return found


def namespace(session: Any, folder: Path) -> dict[str, Any]:
    """What the calls name."""
    from pyspark.sql import Window
    from pyspark.sql import functions as F

    frames = {name: session.read.parquet(str(folder / f"{name}.parquet")) for name in ("df", "other")}
    return {"F": F, "W": Window, "datetime": datetime, "decimal": decimal, **frames}
