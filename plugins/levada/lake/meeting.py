"""Rows in files that another engine has made meet the table's rows with the same keys."""

from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
from pyiceberg.expressions import AlwaysTrue
from pyiceberg.io.pyarrow import ArrowScan
from pyiceberg.manifest import DataFile
from pyiceberg.table import FileScanTask

from levada.lake.adoption import Commission, Delivery
from levada.lake.merging import merged


def met(commission: Commission, files: tuple[DataFile, ...], scratch: Path) -> Delivery:
    """Write the rows of some files by their keys, as if they had come one by one; the files themselves are in nobody's
    way any more, and go.

    Raises:
        Permanent: a key is null, or a key that is merged stands in several rows.
    """
    table, fork = commission.table, commission.fork
    written, replaced = merged(table, fork, _rows(commission, files), commission.number, scratch)
    for file in files:
        fork.table.io.delete(file.file_path)
    touched = frozenset(file.file_path for file in replaced.gone)
    return Delivery(written, touched, replaced.staying, replaced.unchanged)


def _rows(commission: Commission, files: tuple[DataFile, ...]) -> Iterator[pa.Table]:
    view = commission.fork.table
    scan = ArrowScan(view.metadata, view.io, view.schema(), AlwaysTrue())
    tasks = [FileScanTask(file) for file in files]
    return (pa.Table.from_batches([batch]) for batch in scan.to_record_batches(tasks))
