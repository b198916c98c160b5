"""Rows of a DataFrame become data files of a table: written by Spark's Iceberg into a sketch of it."""

from pathlib import Path
from typing import Any
from uuid import UUID

from pyiceberg.manifest import DataFile

from levada.engines.spark.sketches import named, place
from levada.lake.sketch import drawn, sketched
from levada.lake.snapshots import Fork
from levada.plan.tables import Table


def data_files(frame: Any, table: Table, fork: Fork, number: UUID, scratch: Path) -> tuple[DataFile, ...]:
    """Write the rows, which have the table's columns. Each file has the number in its path."""
    sketched(fork.table, table, number, folder := place(scratch, table.name))
    frame.writeTo(named(frame.sparkSession, folder, fork.table.io.properties)).append()
    return tuple(drawn(folder))
