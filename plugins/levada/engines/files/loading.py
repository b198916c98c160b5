"""What an `ingest` step loads: the files that it names, how they are written, and which of them are new."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote

import duckdb

from levada.engines.base import Work
from levada.engines.files import buckets, remote
from levada.engines.files.dialect import Dialect, dialect
from levada.engines.files.landing import Landed, find
from levada.engines.files.matching import Difference, Promised, alike
from levada.engines.files.reading import Reading
from levada.errors import Permanent
from levada.lake import ledger
from levada.lake.drafts import Mark
from levada.lake.ledger import SourceFile
from levada.plan.actions import Ingest
from levada.plan.tables import Table

if TYPE_CHECKING:
    import pyarrow as pa
    from fsspec import AbstractFileSystem


DRIFT = {
    "beyond": "left out columns that the contract does not have",
    "without": "columns that files do not have are null",
    "rounded": "values of columns that the contract says are decimals were rounded",
}


@dataclass(frozen=True, slots=True)
class Load:
    """Everything that a step's path names. `store`: where it lies; None: on a disk."""

    work: Work
    action: Ingest
    table: Table
    dialect: Dialect
    store: "AbstractFileSystem | None"
    landed: tuple[Landed, ...]

    @property
    def sources(self) -> tuple[SourceFile, ...]:
        return tuple(file.source for file in self.landed)

    def wanted(self, mark: Mark) -> tuple[Landed, ...]:
        """The files that a mark names, in their order."""
        named = set(mark.files)
        wanted = tuple(file for file in self.landed if file.source in named)
        if len(self.landed) > 1:
            self.work.say(f"loading {len(wanted)} of the {len(self.landed)} files that match")
        return wanted

    def reading(self, connection: duckdb.DuckDBPyConnection) -> Reading:
        """How they are read in this process."""
        return Reading(connection, self.work.scratch, self.action.format, self.dialect)

    def grown(self, columns: Promised, there: Mapping[str, "pa.DataType"]) -> Promised:
        """The contract's columns and those beyond them that files have. Texts are read as what is published of their
        name: a column that the contract has given up goes on as it was."""
        published = self.work.lake.load(self.table.name) if self.action.format != "parquet" else None
        return columns.joined(there, published.schema() if published else None)

    def tell(self, drift: Mapping[Difference, str]) -> None:
        """In which columns files differ from the contract, and which file was the first with each."""
        for side, what in DRIFT.items():
            named = {name: file for (found, name), file in sorted(drift.items()) if found == side}
            if named:
                meant = alike(named, [name for found, name in drift if found == "beyond"]) if side == "without" else ""
                said = ", ".join(f"{name} ({file})" for name, file in named.items())
                self.work.note(f"{what}: {said}{meant}")


def load(work: Work, copies: bool = True) -> Load:
    """What the step has to load. `copies`: whether what is read in a store for its digest is kept in scratch.

    Raises:
        Retryable: there is no file.
        Permanent: an option is wrong.
    """
    action = work.task.action
    assert isinstance(action, Ingest)
    (table,) = work.task.tables
    reading = _dialect(action)
    path = work.run.render(action.path)
    place = work.environment.landed(work.root, path)
    match place.partition("://"):
        case "s3", _, _:
            store = buckets.opened(work.environment.store(place))
            found = remote.find(store, place, work.scratch, _known(work, table), copies)
            return Load(work, action, table, reading, store, found)
        case "file", _, local:
            return Load(work, action, table, reading, None, find(work.root, unquote(local)))
        case scheme, "://", _:
            raise Permanent(f"{place}: addresses in {scheme}:// are not read: name a file, or s3://bucket/path")
    return Load(work, action, table, reading, None, find(work.root / work.environment.landing, path))


def _known(work: Work, table: Table) -> dict[str, SourceFile]:
    """Files that were loaded before, by address."""
    return {file.url: file for entry in ledger.read(work.lake, table.name).entries for file in entry.files}


def _dialect(action: Ingest) -> Dialect:
    """How the files are written."""
    if action.format != "csv" and action.options:
        raise Permanent(f"{action.format} has no options: remove {', '.join(name for name, _ in action.options)}")
    return dialect(action.options)
