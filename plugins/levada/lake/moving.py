"""Moving `main`, and with it everything that must never disagree with it: one commit, or none."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pyiceberg.schema import Schema
from pyiceberg.table import Table
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.refs import MAIN_BRANCH

from levada.lake import protocol
from levada.lake.ancestry import main
from levada.lake.catalogue import Lake
from levada.lake.evolution import takes_in
from levada.lake.marks import LEDGER

NOTHING: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Published:
    """What readers see since: `snapshot` instead of `previous`; what that added; how often it had to be redone."""

    dataset: str
    snapshot: int
    previous: int | None
    rows: int = 0
    bytes: int = 0
    files: int = 0
    rebased: int = 0


def move(
    lake: Lake, table: Table, to: int, ledger: str | None, branch: str = "", properties: Mapping[str, str] = NOTHING
) -> None:
    """Let readers see a snapshot, provided that they see now what `table` says.

    `ledger`: the name of the file that counts from then on. `branch`: the draft's, which goes. A column that was
    staged for the snapshot becomes visible.

    Raises:
        CommitFailedException: somebody was faster."""
    metadata = table.metadata
    required = [protocol.same_table(metadata), protocol.same_schema(metadata)]
    required.append(protocol.stands_at(MAIN_BRANCH, main(metadata)))
    changes = [protocol.point(metadata, MAIN_BRANCH, to)]
    if ledger:
        changes.append(protocol.say({LEDGER: f"{to} {ledger}"}))
    elif LEDGER in metadata.properties:
        changes.append(protocol.unsay([LEDGER]))
    if (schema_id := staged(metadata, to)) is not None:
        changes.append(protocol.use_schema(schema_id))
    if properties:
        changes.append(protocol.say(dict(properties)))
    if branch:
        required.append(protocol.stands_at(branch, to))
        changes.append(protocol.forget(branch))
    lake.catalog.commit_table(table, tuple(required), tuple(changes))


def staged(metadata: TableMetadata, snapshot_id: int) -> int | None:
    """The schema to make the current one: a snapshot's, if it has all the current columns and more, or wider ones."""
    own, current = _schema(metadata, snapshot_id), metadata.schema()
    return own.schema_id if own and takes_in(own, current) and not takes_in(current, own) else None


def fits(metadata: TableMetadata, snapshot_id: int) -> bool:
    """Whether a snapshot's columns and the current ones are not at odds: one of them has all of the other's."""
    own, current = _schema(metadata, snapshot_id), metadata.schema()
    return own is None or takes_in(own, current) or takes_in(current, own)


def _schema(metadata: TableMetadata, snapshot_id: int) -> Schema | None:
    """The columns of a snapshot, as far as it says which."""
    schema_id = next((s.schema_id for s in metadata.snapshots if s.snapshot_id == snapshot_id), None)
    return next((schema for schema in metadata.schemas if schema.schema_id == schema_id), None)
