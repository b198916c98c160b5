"""Audit branches: where a draft waits, how long it may, and how it goes away."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from pyiceberg.schema import Schema
from pyiceberg.table import Table
from pyiceberg.table.metadata import TableMetadata

from levada.lake import protocol
from levada.lake.ancestry import head, main, reference
from levada.lake.catalogue import Lake
from levada.lake.marks import PREFIX
from levada.lake.races import retried
from levada.lake.snapshots import WEEK, Fork, view


def limit(metadata: TableMetadata, head_id: int) -> int:
    """What to say as `max_ref_age_ms` of a branch made now. Iceberg counts a branch's age from its head's birth, and
    the snapshot that a draft begins from may be old."""
    born = next(s.timestamp_ms for s in metadata.snapshots if s.snapshot_id == head_id)
    return max(0, _now() - born) + WEEK


def age(metadata: TableMetadata, branch: str) -> timedelta:
    """How long ago an audit branch was made or last written: read off its limit."""
    ref = metadata.refs[branch]
    born = next(s.timestamp_ms for s in metadata.snapshots if s.snapshot_id == ref.snapshot_id)
    return timedelta(milliseconds=_now() - born - (ref.max_ref_age_ms or WEEK) + WEEK)


def fork(lake: Lake, dataset: str, branch: str, schema_of: Callable[[Table], Schema]) -> Fork:
    """Make a branch, or an abandoned one anew, from what readers see now.

    In the same commit the draft's schema is staged, where it is new, and branches that nobody came back for go."""

    def attempt() -> Fork:
        table = lake.table(dataset)
        metadata = table.metadata
        start, schema = main(metadata), schema_of(table)
        assert start is not None, "a table is made with a snapshot"
        old = [
            name for name in audits(metadata) if name != branch and age(metadata, name) > timedelta(milliseconds=WEEK)
        ]
        required = (
            protocol.same_table(metadata),
            protocol.same_columns_ever(metadata),
            protocol.stands_at(reference(metadata), start),
            protocol.stands_at(branch, head(metadata, branch)),
        )
        changes = [protocol.forget(name) for name in old]
        if schema.schema_id not in {known.schema_id for known in metadata.schemas}:
            changes.append(protocol.add_schema(schema))
        changes.append(protocol.point(metadata, branch, start, limit(metadata, start)))
        made = lake.catalog.commit_table(table, required, tuple(changes))
        known = Table(table.name(), made.metadata, made.metadata_location, table.io, table.catalog)
        dropped = sorted(set(metadata.schema().field_ids) - set(schema.field_ids))
        there = {field.name for field in metadata.schema().fields}
        new = tuple(field.name for field in schema.fields if field.name not in there)
        return Fork(view(known, schema.schema_id), branch, start, tuple(dropped), new)

    return retried(dataset, attempt)


def drop(lake: Lake, dataset: str, *branches: str) -> None:
    """Drop branches, in one commit; what is not there is left alone."""

    def attempt() -> None:
        if (table := lake.load(dataset)) is None:
            return
        there = [name for name in branches if name in table.metadata.refs]
        if there:
            required = [protocol.stands_at(name, head(table.metadata, name)) for name in there]
            changes = [protocol.forget(name) for name in there]
            lake.catalog.commit_table(table, (protocol.same_table(table.metadata), *required), tuple(changes))

    retried(dataset, attempt)


def audits(metadata: TableMetadata) -> Iterator[str]:
    """The names of all audit branches."""
    return (name for name in metadata.refs if name.startswith(PREFIX))


def _now() -> int:
    return int(time.time() * 1000)
