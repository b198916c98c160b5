"""Several items of one step in one table: none of them may take away what another has brought."""

from collections.abc import Iterable

from pyiceberg.manifest import DataFile

from levada.errors import Permanent
from levada.lake import ledger
from levada.lake.marks import Mark
from levada.lake.snapshots import Fork
from levada.plan.tables import Table


def refuse_shared(table: Table, mark: Mark, fork: Fork, gone: Iterable[DataFile]) -> None:
    """Let a draft of one item replace only files that no other item of its step has brought.

    Raises:
        Permanent: two of them fill one partition."""
    item, files = mark.run.part, tuple(file.file_path for file in gone)
    if item is None or not files:
        return
    for entry in ledger.of(fork.table, fork.start).entries:
        theirs = entry.step == mark.step and entry.item not in (None, item)
        if theirs and entry.written and any(entry.written in file for file in files):
            raise Permanent(
                f"{table.name}: {mark.step}[{item}] would replace partitions with rows of {entry.told}: give the "
                f"dataset a partition by what the items differ in, or another strategy: append or merge"
            )
