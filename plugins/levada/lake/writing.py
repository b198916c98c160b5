"""Rows become data files, with bounded memory."""

import itertools
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import UUID

import pyarrow as pa
from pyiceberg.io.pyarrow import _dataframe_to_data_files
from pyiceberg.manifest import DataFile
from pyiceberg.table import Table as IcebergTable

from levada.errors import Permanent
from levada.lake.layout import sorted_rows
from levada.lake.reading import place
from levada.lake.rolling import PIECE, rolled
from levada.lake.window import Window
from levada.plan.tables import Table

CHUNK = 128 * 2**20
"""Bytes of rows, in Arrow's memory, that are held and written at a time."""


def data_files(view: IcebergTable, table: Table, rows: Iterable[pa.Table], write: UUID) -> Iterator[DataFile]:
    """Write rows in the table's partitions and order; every file has the write's number in its name."""
    if view.spec().is_unpartitioned() and not table.sort_order:
        yield from rolled(view, chunks(rows, PIECE), write)
        return
    counter = itertools.count()
    for chunk in chunks(rows):
        yield from _dataframe_to_data_files(view.metadata, sorted_rows(table, chunk), view.io, write, counter)


def swept(view: IcebergTable, write: UUID) -> None:
    """Remove what a write that came to nothing has left on this machine's disk: nobody would ever read it, and room may
    be what was missing. What lies in a store waits until orphans are removed."""
    folder = place(view.location_provider().data_path)
    if folder.startswith("/"):
        with suppress(OSError):  # why the write came to nothing is what has to be told
            for file in Path(folder).rglob(f"*-{write}.parquet"):
                file.unlink(missing_ok=True)


def chunks(rows: Iterable[pa.Table], size: int = CHUNK) -> Iterator[pa.Table]:
    """Rows in tables of about so many bytes; none for no rows."""
    held: list[pa.Table] = []
    bytes_held = 0
    for batch in rows:
        if batch.num_rows:
            held.append(batch)
            bytes_held += batch.nbytes
        if bytes_held >= size:
            yield pa.concat_tables(held)
            held, bytes_held = [], 0
    if held:
        yield pa.concat_tables(held)


def only_within(
    dataset: str, within: Window, rows: Iterable[pa.Table], seen: Window | None = None
) -> Iterator[pa.Table]:
    """Rows as they are; at their end the count of those that do not belong to the interval.

    `seen`: what a step that looks back has read; of that, the rows outside the interval are left out.

    Raises:
        Permanent: there were some.
    """
    total = missed = 0
    for whole in rows:
        total += whole.num_rows
        missed += (seen or within).misses(whole)
        batch = whole.filter(within.holds(whole)) if seen else whole
        if not missed:
            yield batch
    refuse_outside(dataset, within, missed, total)


def refuse_outside(dataset: str, within: Window, missed: int, total: int) -> None:
    """Refuse rows that do not belong to an interval.

    Raises:
        Permanent: there are some."""
    if missed:
        raise Permanent(
            f"{dataset}: {missed} of {total} rows have no {within.column}, or one outside {within.lower} to "
            f"{within.upper} (exclusive): the step must return its interval's rows only"
        )
