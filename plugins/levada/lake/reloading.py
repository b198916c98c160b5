"""What was appended before and is appended anew: exactly its data files go, in the same publication."""

from pyiceberg.manifest import DataFile

from levada.errors import Permanent
from levada.lake import ledger
from levada.lake.entries import Entry
from levada.lake.files import live
from levada.lake.marks import Mark
from levada.lake.snapshots import Fork
from levada.plan.tables import Table


def outdated(table: Table, mark: Mark, fork: Fork) -> tuple[DataFile, ...]:
    """The data files with the rows that an attempt's files, or its interval, have brought before.

    Raises:
        Permanent: they cannot be told from others any more."""
    anew = Entry(
        mark.pipeline, mark.step, mark.run.id, mark.run.interval, mark.fingerprint, mark.files, (), 0, "",
        item=mark.run.part, since=mark.since,
    )  # fmt: skip
    entries = ledger.of(fork.table, fork.start).entries
    old = [entry for entry in entries if anew.repeats(entry)]
    for entry in old:
        if others := {file.url for file in entry.files} - {file.url for file in mark.files}:
            raise _refusal(table, entry, f"they came together with those of {', '.join(sorted(others))}")
    files = tuple(live(fork.table, fork.start)) if old else ()
    if len(old) == len(entries) and sum(entry.rows for entry in old) == sum(file.record_count for file in files):
        return files  # every row goes, in whichever file it is by now
    return tuple(file for entry in old for file in _brought(table, entry, files))


def _brought(table: Table, entry: Entry, files: tuple[DataFile, ...]) -> tuple[DataFile, ...]:
    """The files that a publication has added, all of them as they were."""
    found = tuple(file for file in files if entry.written and entry.written in file.file_path)
    if sum(file.record_count for file in found) != entry.rows:
        raise _refusal(table, entry, "their files were rewritten meanwhile")
    return found


def _refusal(table: Table, entry: Entry, why: str) -> Permanent:
    return Permanent(
        f"{table.name}: the rows that run {entry.run} has brought cannot be told from others: {why}. Take them back "
        f"with `levada rollback {table.name} --to SNAPSHOT` (`levada history {table.name}` lists them), then run again"
    )
