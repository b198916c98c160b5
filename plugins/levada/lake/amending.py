"""What is learnt of publications after they happened: the ledger says it from then on, and no snapshot is added."""

from collections.abc import Callable

from levada.intervals import Interval
from levada.lake import ledger
from levada.lake.ancestry import main
from levada.lake.catalogue import Lake
from levada.lake.creation import properties
from levada.lake.entries import Entry, Ledger
from levada.lake.marks import new_ledger
from levada.lake.moving import Move, move
from levada.lake.races import retried
from levada.plan.tables import Table


def amend(lake: Lake, table: Table, amended: Callable[[Entry], Entry]) -> None:
    """Put entries in the place of entries, and give the table the properties it has by now.

    Raises:
        Retryable: others kept committing.
    """

    def attempt() -> None:
        existing = lake.table(table.name)
        if (now := main(existing.metadata)) is None:
            return
        name = new_ledger()
        ledger.keep(existing, name, Ledger(tuple(map(amended, ledger.of(existing, now).entries))))
        move(lake, Move(existing, now, name, properties=properties(table)))

    retried(table.name, attempt)


def confirm(lake: Lake, table: Table, entry: Entry, interval: Interval) -> None:
    """Remember that another run came to what is published: whoever waits for its interval need not wait longer."""
    amend(lake, table, lambda one: one.confirming(interval) if one.is_publication(entry) else one)
