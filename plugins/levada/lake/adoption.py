"""Data files that another engine has made: asked for, held against what was asked, and what they replace."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from uuid import UUID

from pyiceberg.io.pyarrow import ArrowScan
from pyiceberg.manifest import DataFile
from pyiceberg.table import FileScanTask

from levada.lake.composition import replaced
from levada.lake.files import live
from levada.lake.marks import Mark
from levada.lake.reading import place
from levada.lake.replacing import Replaced
from levada.lake.snapshots import Fork
from levada.lake.window import Window
from levada.lake.writing import refuse_outside
from levada.plan.tables import BY_KEY, Table


@dataclass(frozen=True, slots=True)
class Commission:
    """Data files that are wanted: of a table as seen from a fork, `number` in the path of every one.

    `within`: the interval to which all rows must belong, None: any; `seen`: what a step that looks back may have
    returned besides, and of which the rest is to be left out."""

    table: Table
    fork: Fork
    number: UUID
    within: Window | None = None
    seen: Window | None = None


@dataclass(frozen=True, slots=True)
class Delivery:
    """Files that were made. Where rows replace those with their keys: `touched`, the paths of the files from which rows
    go; `staying`, new files with the others of these; `unchanged`, how many rows arrived that were there already."""

    files: tuple[DataFile, ...]
    touched: frozenset[str] = frozenset()
    staying: tuple[DataFile, ...] = ()
    unchanged: int = 0


Maker = Callable[[Commission], Delivery]
"""An engine that makes data files of rows."""


def adopted(commission: Commission, mark: Mark, delivery: Delivery) -> Replaced:
    """What files that another engine has made replace.

    Raises:
        Permanent: rows lie outside the interval; or what they replace is another item's.
    """
    assert all(str(commission.number) in file.file_path for file in delivery.files), "files that nobody asked for"
    table, fork = commission.table, commission.fork
    if table.strategy in BY_KEY:
        touched = {place(path) for path in delivery.touched}
        gone = tuple(file for file in live(fork.table, fork.start) if place(file.file_path) in touched)
        return Replaced(gone, delivery.staying, delivery.unchanged)
    if commission.within:
        total = sum(file.record_count for file in delivery.files)
        missed = _outside(fork, commission.within, delivery.files)
        refuse_outside(table.name, commission.within, missed, total)
    return replaced(table, mark, fork, delivery.files)


def _outside(fork: Fork, within: Window, files: Iterable[DataFile]) -> int:
    """How many rows of files lie outside an interval: only those files are read whose bounds do not tell."""
    scan = ArrowScan(fork.table.metadata, fork.table.io, fork.table.schema(), within.outside())
    unsure = [FileScanTask(file) for file in files if not within.holds_all(file)]
    return sum(batch.num_rows for batch in scan.to_record_batches(unsure))
