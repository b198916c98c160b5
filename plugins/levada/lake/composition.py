"""From written files to a draft: what they replace, what stays of it, and the marks that tell whose draft it is."""

from collections.abc import Iterator
from itertools import chain
from uuid import UUID, uuid4

from pyiceberg.manifest import DataFile

from levada.lake import marks
from levada.lake.arrow import cast
from levada.lake.catalogue import Lake
from levada.lake.draft import Draft
from levada.lake.files import live
from levada.lake.marks import Mark
from levada.lake.reloading import outdated
from levada.lake.replacing import Replaced, carried, interval_of, target
from levada.lake.sharing import refuse_shared
from levada.lake.snapshots import Change, Fork, add
from levada.lake.window import Window
from levada.lake.writing import data_files
from levada.plan.tables import Table


def put(
    lake: Lake,
    table: Table,
    mark: Mark,
    fork: Fork,
    written: tuple[DataFile, ...],
    number: UUID,
    replaced: Replaced,
    grown: bool = False,
) -> Draft:
    """Make files that are written already the head of a branch, in place of what they replace at its start.

    `number` stands in the files' names: so they are told from those with rows that stay. `grown`: what was published
    before is still in the table, whatever the table's strategy."""
    rows, size = sum(file.record_count for file in written), sum(file.file_size_in_bytes for file in written)
    dropped = {marks.DROPPED: " ".join(map(str, fork.dropped))} if fork.dropped else {}
    said = summary(mark, fork.start, number, written, replaced.unchanged, grown) | dropped
    head = add(lake, table.name, fork, Change(replaced.gone, (*written, *replaced.staying), said))
    return Draft(table.name, fork.branch, fork.start, head, rows, size, len(written), replaced.unchanged)


def summary(
    mark: Mark, fork: int, number: UUID, written: tuple[DataFile, ...], unchanged: int, grown: bool
) -> dict[str, str]:
    """What a draft's snapshot says of itself: whose it is, what it was made from, what it brings."""
    return {
        marks.RUN: mark.run.id,
        marks.STEP: mark.step,
        **({} if mark.run.part is None else {marks.ITEM: mark.run.part}),
        marks.FINGERPRINT: mark.fingerprint,
        marks.FORK: str(fork),
        marks.LEDGER: marks.new_ledger(),
        marks.WRITTEN: str(number),
        marks.ROWS: str(sum(file.record_count for file in written)),
        marks.BYTES: str(sum(file.file_size_in_bytes for file in written)),
        marks.FILES: str(len(written)),
        marks.UNCHANGED: str(unchanged),
        **({marks.GROWN: "true"} if grown else {}),
    }


def replaced(table: Table, mark: Mark, fork: Fork, written: tuple[DataFile, ...]) -> Replaced:
    """What files that are written already replace: an interval, their partitions, everything or nothing.

    Raises:
        Permanent: it would be what the same step has brought for another item."""
    if table.strategy == "append":
        return Replaced(outdated(table, mark, fork)) if mark.run.reload else Replaced()
    within = interval_of(table, mark, fork.table.schema())
    touch = target(table, within, written, fork.table.metadata.default_spec_id)
    gone: list[DataFile] = []
    staying: list[DataFile] = []
    for file in live(fork.table, fork.start):
        match touch(file):
            case "all":
                gone.append(file)
            case "some" if within:
                rest = tuple(_rest(table, fork, within, file))
                if sum(new.record_count for new in rest) < file.record_count:
                    gone.append(file)
                    staying += rest
    refuse_shared(table, mark, fork, gone)
    return Replaced(tuple(gone), tuple(staying))


def _rest(table: Table, fork: Fork, within: Window, file: DataFile) -> Iterator[DataFile]:
    """New files with the rows of a file that lie outside an interval."""
    batches = carried(fork.table, within, file)
    if first := next(batches, None):
        rows = cast(table, chain([first], batches), first.schema, fork.table.schema())
        yield from data_files(fork.table, table, rows, uuid4())
