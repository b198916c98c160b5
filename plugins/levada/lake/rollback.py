"""Letting readers see an earlier state again, with the ledger it had."""

from pyiceberg.table.refs import MAIN_BRANCH

from levada.errors import Permanent, Retryable
from levada.lake.ancestry import ancestors, main, publications, reference
from levada.lake.catalogue import Lake
from levada.lake.ledger import name_of
from levada.lake.moving import Move, Published
from levada.lake.races import retried
from levada.lake.showing import settle, show


def rollback(lake: Lake, dataset: str, snapshot_id: int) -> Published:
    """Publish a snapshot that was published before, ledger included: what came after it counts as not loaded.

    Raises:
        Permanent: no such table, or the snapshot was never published, or is no longer kept.
        Retryable: somebody published meanwhile, which would have been undone unseen.
    """
    seen = main(lake.table(dataset).metadata)
    tried = False

    def attempt() -> Published:
        nonlocal tried
        table = lake.table(dataset)
        now = main(table.metadata)
        if tried and now == snapshot_id:
            settle(lake, dataset)  # an attempt has succeeded, and nobody was told
            return Published(dataset, snapshot_id, seen)
        if now != seen:
            raise Retryable(f"{dataset}: another run published snapshot {now} meanwhile: look at it, then say it again")
        known = {snapshot for snapshot, _ in publications(table.metadata)}
        if reference(table.metadata) == MAIN_BRANCH:
            known |= {snapshot.snapshot_id for snapshot in ancestors(table.metadata, now)}
        if snapshot_id not in known or table.snapshot_by_id(snapshot_id) is None:
            raise Permanent(
                f"{dataset}: snapshot {snapshot_id} was never published, or is kept no longer: `levada history "
                f"{dataset}` lists those that can be"
            )
        if snapshot_id != now:
            tried = True
            show(lake, Move(table, snapshot_id, name_of(table.metadata, snapshot_id)))
        else:
            settle(lake, dataset)
        return Published(dataset, snapshot_id, now)

    return retried(dataset, attempt)
