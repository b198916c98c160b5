"""Rows that delete files take away: the data files that had them are written anew, without them."""

from itertools import chain
from uuid import UUID, uuid4

from pyiceberg.expressions import AlwaysTrue
from pyiceberg.io.pyarrow import ArrowScan, _read_all_delete_files
from pyiceberg.manifest import DataFile
from pyiceberg.table import FileScanTask
from pyiceberg.table import Table as IcebergTable

from levada.lake.arrow import cast
from levada.lake.writing import data_files
from levada.plan.tables import Table


def folded(
    view: IcebergTable, table: Table, snapshot_id: int, own: frozenset[str], number: UUID
) -> tuple[tuple[DataFile, ...], tuple[DataFile, ...]]:
    """The data files of a snapshot of which delete files take rows away, and new ones with the rows that are left.

    `own`: addresses of files whose rows are new; what is left of these has the `number` in its files' names."""
    gone: list[DataFile] = []
    staying: list[DataFile] = []
    for task in view.scan(snapshot_id=snapshot_id).plan_files():
        if task.delete_files:
            gone.append(task.file)
            staying += _left(view, table, task, number if task.file.file_path in own else uuid4())
    return tuple(gone), tuple(staying)


def _left(view: IcebergTable, table: Table, task: FileScanTask, number: UUID) -> tuple[DataFile, ...]:
    """The rows of a file that are left, as new files; batch by batch, because a file may be larger than memory."""
    scan = ArrowScan(view.metadata, view.io, view.schema(), AlwaysTrue())
    rows = scan._record_batches_from_scan_tasks_and_deletes([task], _read_all_delete_files(view.io, [task]))
    first = next(rows, None)
    if first is None:
        return ()
    arriving = cast(table, chain([first], rows), first.schema, view.schema())
    return tuple(data_files(view, table, arriving, number))
