"""What a table has been filled with, as an immutable file beside it, and which of these files counts."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from pyiceberg.table import Table
from pyiceberg.table.metadata import TableMetadata

from levada.errors import Permanent
from levada.lake import formats
from levada.lake.admission import admit as admit
from levada.lake.admission import to_load as to_load
from levada.lake.ancestry import ancestors, main
from levada.lake.catalogue import Lake
from levada.lake.draft import snapshot_marks
from levada.lake.entries import Entry as Entry
from levada.lake.entries import Ledger as Ledger
from levada.lake.entries import SourceFile as SourceFile
from levada.lake.marks import LEDGER


def read(lake: Lake, dataset: str, snapshot_id: int | None = None) -> Ledger:
    """The ledger of what readers see now, or of a published snapshot; an empty one where nothing was published.

    Raises:
        Permanent: the file is missing, damaged, or of a later release's format.
    """
    table = lake.load(dataset)
    return of(table, snapshot_id or main(table.metadata)) if table else Ledger()


def of(table: Table, snapshot_id: int | None) -> Ledger:
    """The ledger that counts for a published snapshot of a table."""
    if (name := name_of(table.metadata, snapshot_id)) is None:
        return Ledger()
    try:
        return _parsed(_text(table, name), _location(table, name))
    except FileNotFoundError as error:
        raise Permanent(f"the ledger {_location(table, name)} is gone: put it back from a backup") from error
    except ValueError as error:
        raise Permanent(f"the ledger {_location(table, name)} is damaged: put it back from a backup") from error


def name_of(metadata: TableMetadata, snapshot_id: int | None) -> str | None:
    """The property's ledger if the snapshot descends from the property's; else the nearest that an ancestor names.

    So a rollback takes the ledger back, by whomever, and a foreign commit has its parent's."""
    published, _, newest = metadata.properties.get(LEDGER, "").partition(" ")
    line = tuple(ancestors(metadata, snapshot_id))
    if newest and snapshot_id == main(metadata) and published in {str(snapshot.snapshot_id) for snapshot in line}:
        return newest
    return next((said[LEDGER] for snapshot in line if LEDGER in (said := snapshot_marks(snapshot))), None)


def keep(table: Table, name: str, ledger: Ledger) -> None:
    """Write the ledger file of a draft that has passed its checks, unless an attempt before has done so, whole.

    Raises:
        Permanent: that attempt was a later release's.
    """
    if _kept(table, name) is not None:
        return
    entries = tuple(_without_samples(entry) for entry in ledger.entries)
    with table.io.new_output(_location(table, name)).create(overwrite=True) as stream:
        stream.write(formats.written(entries))


def _without_samples(entry: Entry) -> Entry:
    if not any(check.sample for check in entry.checks):
        return entry
    return replace(entry, checks=tuple(replace(check, sample=()) for check in entry.checks))


def names(metadata: TableMetadata) -> Iterator[str]:
    """Every ledger file that a table or a snapshot of it names: whoever looks for orphans must leave them alone."""
    yield from (said[LEDGER] for snapshot in metadata.snapshots if LEDGER in (said := snapshot_marks(snapshot)))
    if newest := metadata.properties.get(LEDGER, "").partition(" ")[2]:
        yield newest


def _kept(table: Table, name: str) -> Ledger | None:
    """A ledger file that is there and whole; a killed attempt may have left half of one. Of a file that is not there,
    some stores say only that it may not be read."""
    try:
        return _parsed(_text(table, name), _location(table, name))
    except (FileNotFoundError, PermissionError, ValueError):
        return None


def _text(table: Table, name: str) -> bytes:
    with table.io.new_input(_location(table, name)).open() as stream:
        return stream.read()


@lru_cache(maxsize=16)
def _parsed(text: bytes, name: str) -> Ledger:
    """A ledger as it stands in its file, which a publication looks at more than once."""
    return Ledger(formats.parsed(text, name))


def _location(table: Table, name: str) -> str:
    return table.location_provider().new_metadata_location(name)
