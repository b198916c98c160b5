"""How a table came to be what it is: its publications, oldest first."""

from dataclasses import dataclass
from datetime import UTC, datetime

from pyiceberg.table.snapshots import Snapshot

from levada.lake import marks
from levada.lake.ancestry import descends, publications
from levada.lake.catalogue import Lake
from levada.lake.draft import snapshot_marks

CREATED = "created"
"""What a table that was made and never published into says of its operation."""


@dataclass(frozen=True, slots=True)
class Version:
    """One state that readers have seen. `at`: since when, UTC. `operation`: Iceberg's word, `created` or `rollback`.

    `run`, `step` and `item` are None where another tool published it; `item` also where a step was done as a whole."""

    snapshot: int
    at: datetime
    operation: str
    rows_added: int
    rows_removed: int
    rows_total: int
    bytes_total: int
    run: str | None
    step: str | None
    item: str | None = None


def history(lake: Lake, dataset: str) -> tuple[Version, ...]:
    """Every state that readers have seen and that is still kept.

    Raises:
        Permanent: there is no such table.
    """
    table = lake.table(dataset)
    known = {snapshot.snapshot_id: snapshot for snapshot in table.metadata.snapshots}
    versions: list[Version] = []
    shown: set[int] = set()
    for snapshot_id, at in publications(table.metadata):
        if snapshot := known.get(snapshot_id):
            back = snapshot_id in shown or (
                bool(versions) and descends(table.metadata, versions[-1].snapshot, snapshot_id)
            )
            versions.append(_version(snapshot, at, back, versions[-1].rows_total if versions else 0))
            shown.add(snapshot_id)
    return tuple(versions)


def _version(snapshot: Snapshot, timestamp_ms: int, back: bool, rows_before: int) -> Version:
    said = snapshot_marks(snapshot)
    return Version(
        snapshot=snapshot.snapshot_id,
        at=datetime.fromtimestamp(timestamp_ms / 1000, UTC),
        operation="rollback" if back else CREATED if _is_birth(snapshot) else _operation(snapshot),
        rows_added=0 if back else _count(said, marks.ROWS, _count(said, "added-records")),
        rows_removed=0 if back else _removed(said, rows_before),
        rows_total=_count(said, "total-records"),
        bytes_total=_count(said, "total-files-size"),
        run=said.get(marks.RUN),
        step=said.get(marks.STEP),
        item=said.get(marks.ITEM),
    )


def _is_birth(snapshot: Snapshot) -> bool:
    """Whether a snapshot is the empty one that a table is made with, so that drafts have where to begin."""
    said = snapshot_marks(snapshot)
    return snapshot.parent_snapshot_id is None and marks.RUN not in said and not _count(said, "total-records")


def _operation(snapshot: Snapshot) -> str:
    return snapshot.summary.operation.value if snapshot.summary else "unknown"


def _removed(said: dict[str, str], rows_before: int) -> int:
    """Rows that went; those that were only carried into new files did not. What another engine has built, it did in
    snapshots of its own."""
    if marks.BUILT in said:
        return rows_before + _count(said, marks.ROWS) - _count(said, "total-records")
    added = _count(said, "added-records")
    carried = added - _count(said, marks.ROWS, added)
    return _count(said, "deleted-records") - carried


def _count(said: dict[str, str], key: str, otherwise: int = 0) -> int:
    return int(said.get(key, otherwise))
