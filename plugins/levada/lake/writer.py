"""Writing the drafts of one attempt at one step."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID, uuid4

import pyarrow as pa
from pyiceberg.manifest import DataFile
from pyiceberg.schema import Schema
from pyiceberg.table import Table as IcebergTable

from levada.errors import Retryable
from levada.lake import branches
from levada.lake.adoption import Commission, Maker, adopted
from levada.lake.arrow import cast
from levada.lake.beginning import gained
from levada.lake.building import Mine
from levada.lake.built import taken
from levada.lake.catalogue import Lake
from levada.lake.composition import put, replaced
from levada.lake.creation import ensured
from levada.lake.draft import Draft
from levada.lake.evolution import evolved
from levada.lake.layout import refuse_other_partitions
from levada.lake.marks import Mark
from levada.lake.merging import merged
from levada.lake.replacing import Replaced, kept_of
from levada.lake.rounding import Rounded
from levada.lake.schema import told_apart, wanted
from levada.lake.snapshots import Fork
from levada.lake.writing import data_files, only_within, swept
from levada.plan.tables import BY_KEY, CHANGING, Table


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the drafts of one attempt. `scratch`: a folder for what it cannot hold in memory; None: the system's.
    `drafts`: those it has written, by dataset. `passing`: is told, batch by batch, how many rows of a dataset have
    come; `note`, what is not as it might be expected of them."""

    lake: Lake
    mark: Mark
    scratch: Path | None = None
    drafts: dict[str, Draft] = field(default_factory=dict)
    passing: Callable[[str, int], None] = lambda dataset, rows: None
    note: Callable[[str], None] = lambda text: None

    def write(self, table: Table, rows: pa.RecordBatchReader, upon: int | None = None) -> Draft:
        """Write a table's rows as a draft, by its strategy, on top of what is published now.

        `upon`: the published snapshot that the rows were computed from, which they go on from.

        Raises:
            Retryable: another snapshot than that is published by now.
            Permanent: the rows do not fit the table, or its columns and partitions no longer fit the plan.
        """
        fork = self._forked(table, rows.schema, upon)
        rounded, number = Rounded(table), uuid4()
        arriving = cast(table, rows, rows.schema, fork.table.schema(), table.on_schema_change, rounded)
        try:
            written, gone = self._meeting(table, fork, self._counted(table.name, arriving), number)
        except BaseException:
            swept(fork.table, number)
            raise
        for line in rounded.told():
            self.note(line)
        self._tell(table, fork)
        self.drafts[table.name] = put(self.lake, table, self.mark, fork, written, number, gone, upon is not None)
        return self.drafts[table.name]

    def adopt(self, table: Table, columns: pa.Schema, make: Maker, upon: int | None = None) -> Draft:
        """Take in the data files that somebody else makes of rows with these columns, as `write` takes in rows.

        Raises:
            Retryable, Permanent: as `write` does; or what the maker raises.
        """
        fork = self._forked(table, columns, upon)
        within, seen = kept_of(table, self.mark, fork.table.schema()) or (None, None)
        commission = Commission(table, fork, uuid4(), within, seen)
        made = make(commission)
        self._tell(table, fork)
        gone = adopted(commission, self.mark, made)
        draft = put(self.lake, table, self.mark, fork, made.files, commission.number, gone, upon is not None)
        self.passing(table.name, draft.rows)
        self.drafts[table.name] = draft
        return draft

    def _forked(self, table: Table, columns: pa.Schema, upon: int | None) -> Fork:
        """A fresh branch of the table, which is made if it is not there; its columns take in those of the rows."""
        schema = told_apart(table, wanted(table, columns))
        ensured(self.lake, table, schema)

        def staged(existing: IcebergTable) -> Schema:
            refuse_other_partitions(table, existing.metadata)
            return told_apart(table, evolved(table, existing.metadata, schema))

        fork = branches.fork(self.lake, table.name, self.mark.branch, staged)
        if upon not in (None, fork.start):
            raise Retryable(f"{table.name}: another run has published while {self.mark.step} built upon it: try again")
        return fork

    def take(self, table: Table, began: int | None, mine: Mine) -> Draft:
        """Make a draft of what another engine has built for a table; see `built.taken`."""
        self.drafts[table.name] = taken(self.lake, table, self.mark, began, mine)
        return self.drafts[table.name]

    def _tell(self, table: Table, fork: Fork) -> None:
        """Which columns nobody has asked for by name: where they may come, they are as much news as those left out."""
        if table.on_schema_change in CHANGING and (new := gained(table, fork)):
            self.note(f"added new columns to {table.name}: {', '.join(new)}")

    def _counted(self, dataset: str, rows: Iterable[pa.Table]) -> Iterator[pa.Table]:
        total = 0
        for batch in rows:
            total += batch.num_rows
            self.passing(dataset, total)
            yield batch

    def _meeting(
        self, table: Table, fork: Fork, rows: Iterable[pa.Table], number: UUID
    ) -> tuple[tuple[DataFile, ...], Replaced]:
        """New rows in files of that number, and what of the old ones goes."""
        if table.strategy in BY_KEY:
            return merged(table, fork, rows, number, self.scratch)
        if kept := kept_of(table, self.mark, fork.table.schema()):
            rows = only_within(table.name, kept[0], rows, kept[1])
        written = tuple(data_files(fork.table, table, rows, number))
        return written, replaced(table, self.mark, fork, written)
