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
from levada.lake.commits import Commit
from levada.lake.marks import DROPPED, LEDGER
from levada.lake.visibility import shown

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


def move(lake: Lake, table: Table, to: int, ledger: str | None, properties: Mapping[str, str] = NOTHING) -> None:
    """Let readers see a snapshot, as `moving` says.

    Raises:
        CommitFailedException: somebody was faster."""
    lake.commit(moving(table, to, ledger, properties=properties))


def moving(
    table: Table, to: int, ledger: str | None, branch: str = "", properties: Mapping[str, str] = NOTHING
) -> Commit:
    """What lets readers see a snapshot, provided that they see now what `table` says.

    `ledger`: the name of the file that counts from then on. `branch`: the draft's, which goes. The snapshot's columns
    become visible, those that it has dropped are so no longer."""
    metadata = table.metadata
    required = [protocol.same_table(metadata), protocol.same_schema(metadata)]
    required.append(protocol.stands_at(MAIN_BRANCH, main(metadata)))
    changes = [protocol.point(metadata, MAIN_BRANCH, to)]
    if ledger:
        changes.append(protocol.say({LEDGER: f"{to} {ledger}"}))
    elif LEDGER in metadata.properties:
        changes.append(protocol.unsay([LEDGER]))
    schema = metadata.schema() if to == main(metadata) else shown(metadata, to)
    dropped = _dropped(metadata, schema)
    if schema.schema_id not in {known.schema_id for known in metadata.schemas}:
        changes += [protocol.add_schema(schema), protocol.use_schema(protocol.JUST_ADDED)]
    elif schema.schema_id != metadata.current_schema_id:
        changes.append(protocol.use_schema(schema.schema_id))
    if properties or dropped:
        changes.append(protocol.say({**properties, **dropped}))
    if branch:
        required.append(protocol.stands_at(branch, to))
        changes.append(protocol.forget(branch))
    return Commit(table, tuple(required), tuple(changes))


def _dropped(metadata: TableMetadata, schema: Schema) -> dict[str, str]:
    """What a table says of columns that it had once: their numbers are never given to others of their names."""
    gone = {str(number) for number in metadata.schema().field_ids if number not in schema.field_ids}
    known = set(metadata.properties.get(DROPPED, "").split())
    return {DROPPED: " ".join(sorted(known | gone, key=int))} if gone else {}
