"""Moving `main`, and with it everything that must never disagree with it: one commit, or none."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from pyiceberg.schema import Schema
from pyiceberg.table import Table
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.refs import MAIN_BRANCH
from pyiceberg.table.update import TableUpdate

from levada.lake import protocol
from levada.lake.ancestry import main, publications, reference
from levada.lake.building import brought_back
from levada.lake.catalogue import Lake
from levada.lake.commits import Commit
from levada.lake.marks import DROPPED, LEDGER, PUBLICATIONS
from levada.lake.visibility import shown


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


@dataclass(frozen=True, slots=True)
class Move:
    """Readers are to see the snapshot `to`, provided that they see now what `table` says.

    `ledger`: the name of the file that counts from then on. `branch`: the draft's, which goes. The snapshot's columns
    become visible, those that it has dropped are so no longer."""

    table: Table
    to: int
    ledger: str | None
    branch: str = ""
    properties: Mapping[str, str] = field(default_factory=dict)


def move(lake: Lake, *moves: Move) -> None:
    """Let readers see snapshots: one, or several at one moment.

    Raises:
        CommitFailedException: somebody was faster.
        NotTogether: the catalogue takes one table at a time."""
    lake.commit(*map(_commit, moves))


def _commit(move: Move) -> Commit:
    metadata, to = move.table.metadata, move.to
    readers = reference(metadata)
    required = [protocol.same_table(metadata), protocol.same_schema(metadata)]
    required.append(protocol.stands_at(readers, main(metadata)))
    changes = [protocol.point(metadata, readers, to), *_ledger(metadata, to, move.ledger)]
    changes += _columns(metadata, to) if readers == MAIN_BRANCH else _following(metadata, to)
    if move.properties:
        changes.append(protocol.say(dict(move.properties)))
    if move.branch:
        required.append(protocol.stands_at(move.branch, to))
        changes.append(protocol.forget(move.branch))
    return Commit(move.table, tuple(required), tuple(changes))


def _ledger(metadata: TableMetadata, to: int, name: str | None) -> list[TableUpdate]:
    if name:
        return [protocol.say({LEDGER: f"{to} {name}"})]
    return [protocol.unsay([LEDGER])] if LEDGER in metadata.properties else []


def _columns(metadata: TableMetadata, to: int) -> list[TableUpdate]:
    """A snapshot's columns become everybody's."""
    schema = metadata.schema() if to == main(metadata) else shown(metadata, to)
    dropped = _dropped(metadata, schema)
    changes = [protocol.say(dropped)] if dropped else []
    if schema.schema_id not in {known.schema_id for known in metadata.schemas}:
        return [*changes, protocol.add_schema(schema), protocol.use_schema(protocol.JUST_ADDED)]
    if schema.schema_id != metadata.current_schema_id:
        return [*changes, protocol.use_schema(schema.schema_id)]
    return changes


def _following(metadata: TableMetadata, to: int) -> list[TableUpdate]:
    """Of a table that another engine builds: the next build begins with what readers see, who are told by a tag, so
    that the table itself has to say since when."""
    if to == main(metadata):
        return []
    known = {snapshot.snapshot_id for snapshot in metadata.snapshots}
    kept = [f"{snapshot}@{at}" for snapshot, at in publications(metadata) if snapshot in known]
    log = " ".join((*kept, f"{to}@{time.time_ns() // 1_000_000}"))
    return [*brought_back(metadata, to), protocol.say({PUBLICATIONS: log})]


def _dropped(metadata: TableMetadata, schema: Schema) -> dict[str, str]:
    """What a table says of columns that it had once: their numbers are never given to others of their names."""
    gone = {str(number) for number in metadata.schema().field_ids if number not in schema.field_ids}
    known = set(metadata.properties.get(DROPPED, "").split())
    return {DROPPED: " ".join(sorted(known | gone, key=int))} if gone else {}
