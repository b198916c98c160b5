"""What is published already, for the models that build upon it: incremental ones and snapshots."""

from collections.abc import Mapping
from dataclasses import dataclass

import duckdb

from levada.engines.base import Work
from levada.engines.embedded.dbt_hook import SCHEMA
from levada.lake import ledger, marks
from levada.lake.ancestry import ancestors, main
from levada.lake.catalogue import Lake
from levada.lake.draft import snapshot_marks
from levada.lake.marks import Mark
from levada.lake.queries import query
from levada.lake.reading import readable
from levada.lake.sql import identifier


@dataclass(frozen=True, slots=True)
class Before:
    """What a dataset's new state is computed from. `snapshot` None: nothing. `done`: just this has been published by an
    attempt that did not end; `snapshot` is then what that one went on from."""

    snapshot: int | None
    done: bool = False


def before(lake: Lake, dataset: str, mark: Mark) -> Before:
    """The published state, or, where this work is published in part, the one that it began with."""
    table = lake.load(dataset)
    if table is None:
        return Before(None)
    now = main(table.metadata)
    if ledger.of(table, now).done(mark.step, mark.fingerprint):
        for snapshot in ancestors(table.metadata, now):
            said = snapshot_marks(snapshot)
            if (said.get(marks.STEP), said.get(marks.FINGERPRINT)) == (mark.step, mark.fingerprint):
                return Before(int(said[marks.FORK]), done=True)
    return Before(now)


def show(connection: duckdb.DuckDBPyConnection, work: Work, states: Mapping[str, Before]) -> tuple[str, ...]:
    """Make a view of each state that has rows, under the step's name for the dataset, and return these names. Where
    there are no rows, dbt builds from the beginning."""
    connection.execute(f"CREATE SCHEMA {SCHEMA}")
    shown = []
    for output in work.task.into:
        rows = readable(work.lake, output.table.name, states[output.name].snapshot)
        if rows and rows.files:
            connection.execute(f"CREATE VIEW {identifier(SCHEMA, output.name)} AS {query(rows)}")
            shown.append(output.name)
    return tuple(shown)
