"""Audit branches: where a draft waits, how long it may, and how it goes away."""

import time
from collections.abc import Callable, Iterator
from datetime import timedelta

from pyiceberg.schema import Schema
from pyiceberg.table import Table
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.table.refs import MAIN_BRANCH
from pyiceberg.table.update import (
    AssertLastAssignedFieldId,
    AssertRefSnapshotId,
    AssertTableUUID,
    RemoveSnapshotRefUpdate,
    SetSnapshotRefUpdate,
)

from levada.lake.ancestry import head, main
from levada.lake.catalogue import Lake
from levada.lake.marks import PREFIX
from levada.lake.races import retried
from levada.lake.snapshots import WEEK, Fork, stage, view

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

    In the same commit the draft's schema is staged, where it is new, and audit branches that nobody came back for go."""

    def attempt() -> Fork:
        table = lake.table(dataset)
        metadata = table.metadata
        start, schema = main(metadata), schema_of(table)
        assert start is not None, "a table is made with a snapshot"
        old = [name for name in audits(metadata) if name != branch and age(metadata, name) > timedelta(milliseconds=WEEK)]
        made = lake.catalog.commit_table(
            table,
            (
                AssertTableUUID(uuid=metadata.table_uuid),
                AssertRefSnapshotId(ref=MAIN_BRANCH, snapshot_id=start),
                AssertRefSnapshotId(ref=branch, snapshot_id=head(metadata, branch)),
                AssertLastAssignedFieldId(last_assigned_field_id=metadata.last_column_id),
            ),
            (
                *stage(table, schema),
                *map(_removal, old),
                SetSnapshotRefUpdate(ref_name=branch, type="branch", snapshot_id=start, max_ref_age_ms=limit(metadata, start)),
            ),
        )
        known = Table(table.name(), made.metadata, made.metadata_location, table.io, table.catalog)
        return Fork(view(known, schema.schema_id), branch, start)

    return retried(dataset, attempt)


def drop(lake: Lake, dataset: str, *branches: str) -> None:
    """Drop branches, in one commit; what is not there is left alone."""

    def attempt() -> None:
        if (table := lake.load(dataset)) is None:
            return
        there = [name for name in branches if name in table.metadata.refs]
        if there:
            requirements = [AssertRefSnapshotId(ref=name, snapshot_id=head(table.metadata, name)) for name in there]
            lake.catalog.commit_table(
                table, (AssertTableUUID(uuid=table.metadata.table_uuid), *requirements), tuple(map(_removal, there))
            )

    retried(dataset, attempt)


def audits(metadata: TableMetadata) -> Iterator[str]:
    """The names of all audit branches."""
    return (name for name in metadata.refs if name.startswith(PREFIX))


def _removal(branch: str) -> RemoveSnapshotRefUpdate:
    return RemoveSnapshotRefUpdate(ref_name=branch)


def _now() -> int:
    return int(time.time() * 1000)
