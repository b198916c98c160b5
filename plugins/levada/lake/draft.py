"""A draft as a value, and as it is read off its branch."""

from dataclasses import dataclass

from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.snapshots import Snapshot

from levada.errors import Permanent
from levada.lake import marks


@dataclass(frozen=True, slots=True)
class Draft:
    """A finished draft: `head` of an audit `branch`, made from the published snapshot `fork`.

    `rows`, `bytes`, `files`: what it adds; rows that stay of partly replaced files are not counted.
    `unchanged`: how many rows arrived besides, and were there already."""

    dataset: str
    branch: str
    fork: int
    head: int
    rows: int
    bytes: int
    files: int
    unchanged: int = 0


def read(dataset: str, branch: str, snapshot: Snapshot) -> Draft | None:
    """The draft whose marks a snapshot carries; None where it carries none."""
    said = snapshot_marks(snapshot)
    if marks.FORK not in said:
        return None
    numbers = (int(said.get(key, 0)) for key in (marks.ROWS, marks.BYTES, marks.FILES, marks.UNCHANGED))
    return Draft(dataset, branch, int(said[marks.FORK]), snapshot.snapshot_id, *numbers)


def snapshot_of(draft: Draft, metadata: TableMetadata) -> Snapshot:
    """The snapshot at a draft's head."""
    for snapshot in metadata.snapshots:
        if snapshot.snapshot_id == draft.head:
            return snapshot
    raise Permanent(f"{draft.dataset}: the draft {draft.branch} and its snapshot are gone: run the step again")


def snapshot_marks(snapshot: Snapshot) -> dict[str, str]:
    """What a snapshot's summary says besides its operation."""
    return snapshot.summary.additional_properties if snapshot.summary else {}
