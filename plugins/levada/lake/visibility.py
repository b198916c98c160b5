"""The columns that readers see once a snapshot is published: nobody's are lost but those that were meant to go.

A table that another engine builds has the columns that it was built with."""

from pyiceberg.schema import Schema
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.refs import MAIN_BRANCH
from pyiceberg.table.snapshots import Snapshot
from pyiceberg.types import NestedField

from levada.lake.ancestry import ancestors, reference, schema_of
from levada.lake.draft import snapshot_marks
from levada.lake.evolution import joined, takes_in
from levada.lake.marks import DROPPED


def shown(metadata: TableMetadata, snapshot_id: int) -> Schema:
    """The columns to show with a snapshot: those there are, but for what it or one before it has dropped, and its own,
    dropped since or not; where names clash, just its own."""
    own = schema_of(metadata, snapshot_id)
    if own is None:
        return metadata.schema()
    if reference(metadata) != MAIN_BRANCH:
        return own
    rest = _rest(metadata, snapshot_id, own)
    if takes_in(own, Schema(*rest)):
        return metadata.schema() if takes_in(metadata.schema(), own) and rest == metadata.schema().fields else own
    return joined(metadata, own, rest) or own


def fits(metadata: TableMetadata, snapshot_id: int) -> bool:
    """Whether a draft's columns and the current ones are not at odds: it has all those that it has not dropped; or they
    have all of its own."""
    own = schema_of(metadata, snapshot_id)
    if own is None or reference(metadata) != MAIN_BRANCH:
        return True
    rest = _rest(metadata, snapshot_id, own)
    return takes_in(own, Schema(*rest)) or (rest == metadata.schema().fields and takes_in(metadata.schema(), own))


def _rest(metadata: TableMetadata, snapshot_id: int, own: Schema) -> tuple[NestedField, ...]:
    """The current columns but for those that a snapshot or one before it has dropped, and it has not again."""
    gone = {number for snapshot in ancestors(metadata, snapshot_id) for number in dropped(snapshot)}
    return without(metadata, gone - set(own.field_ids))


def dropped(snapshot: Snapshot) -> set[int]:
    """The numbers of the columns that a snapshot has let go."""
    return {int(number) for number in snapshot_marks(snapshot).get(DROPPED, "").split()}


def without(metadata: TableMetadata, gone: set[int]) -> tuple[NestedField, ...]:
    """The current columns but for some."""
    return tuple(field for field in metadata.schema().fields if field.field_id not in gone)
