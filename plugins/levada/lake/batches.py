"""How much of what a table has gained is read at once: some publications of it, whole."""

from collections.abc import Iterator

from pyiceberg.table import Table
from pyiceberg.table.snapshots import Snapshot

from levada.lake.ancestry import ancestors
from levada.lake.draft import snapshot_marks
from levada.lake.gains import line, preserves, takes


def batch(table: Table, since: int | None, until: int, size: int) -> int:
    """The snapshot up to which to read after another: the last before more than so many bytes have come, or the first
    that brought any. From the beginning (None): the first batch is what was left when rows were last taken away."""
    total, end = 0, until
    for snapshot, came in _sizes(table, since, until):
        if total and came and total + came > size:
            return end
        total, end = total + came, snapshot.snapshot_id
    return end


def _sizes(table: Table, since: int | None, until: int) -> Iterator[tuple[Snapshot, int]]:
    """Every state on the way, oldest first, and how many bytes of files it has brought."""
    if since is not None:
        way = tuple(line(table.metadata, since, until))
        yield from ((snapshot, _came(snapshot)) for snapshot in reversed(way))
        return
    way = tuple(ancestors(table.metadata, until))
    last = next((number for number, each in enumerate(way) if not preserves(each) and takes(each)), len(way) - 1)
    yield way[last], int(snapshot_marks(way[last]).get("total-files-size", 0))
    yield from ((snapshot, _came(snapshot)) for snapshot in reversed(way[:last]))


def _came(snapshot: Snapshot) -> int:
    return 0 if preserves(snapshot) else int(snapshot_marks(snapshot).get("added-files-size", 0))
