"""May these rows be added? The ledger knows what was there before: nothing is loaded twice."""

from collections.abc import Callable
from datetime import datetime

from levada.errors import Permanent, Retryable
from levada.lake.entries import Entry, Ledger, SourceFile, overlapping, same
from levada.lake.marks import Mark
from levada.plan.tables import BY_KEY, Table


def admit(ledger: Ledger, table: Table, mark: Mark) -> tuple[Entry, ...]:
    """The publications that make this one superfluous; without any it may go on.

    Raises:
        Permanent: appending it would bring rows a second time, in another form.
        Retryable: another run has brought some of the files.
    """
    if mark.since:
        return _read_on(ledger, table, mark)
    interval = mark.run.interval
    by_partitions = table.strategy == "insert_overwrite" and not mark.interval_rows
    if (entry := ledger.done(mark.step, mark.fingerprint, by_partitions, mark.run.part)) or mark.run.reload:
        return (entry,) if entry and not _once_more(entry, mark) else ()
    if table.strategy in BY_KEY:
        return _brought(ledger, mark.files)
    if table.strategy != "append":
        return ()
    if mark.files:
        return _loaded(ledger, table.name, mark.files)
    for entry in ledger.entries:
        theirs = entry.step == mark.step and overlapping(entry.item, mark.run.part)
        if interval and theirs and same(entry.interval, interval):
            if not entry.fingerprint:
                return (entry,)  # an earlier release's: that it would come to something else cannot be told
            raise Permanent(
                f"{table.name}: {entry.told} has appended {interval} already (run {entry.run}), from other input "
                f"or with other code; appending it again would bring its rows twice. {_cure(table.name)}"
            )
    return ()


def _once_more(entry: Entry, mark: Mark) -> bool:
    """Whether a run is to read again what nobody can tell has changed, and this is not what it has read itself."""
    began = mark.run.began
    return mark.run.reload and mark.elsewhere and began is not None and datetime.fromisoformat(entry.at) < began


def _read_on(ledger: Ledger, table: Table, mark: Mark) -> tuple[Entry, ...]:
    """The publications that have read just as far, or farther than this table's others; to reload, this one itself."""
    last, since, inputs = ledger.last(mark.step, mark.run.part), dict(mark.since), dict(mark.inputs)
    known = (last.written if last else "") in mark.upon
    if last is None:
        done = False
    elif mark.run.reload:
        done = last.fingerprint == mark.fingerprint
    else:
        reached, until = last.reached(since), {name: inputs[name] for name in since}
        done = reached == until or (known and reached != since)
    if not done and not known:
        raise Retryable(f"{table.name}: another run of {mark.step} has read on meanwhile: try again")
    theirs = (entry for entry in ledger.entries if last and (entry.step, entry.item) == (last.step, last.item))
    return tuple(theirs) if done else ()


def to_load(
    ledger: Ledger,
    table: Table,
    files: tuple[SourceFile, ...],
    reload: bool = False,
    alike: Callable[[Entry], bool] = lambda _: False,
) -> tuple[SourceFile, ...]:
    """Which of some files a publication has to bring: what adds to a table brings those that are not there, by address
    and content. To `reload`, what merges brings all of them; what appends, those that came with a changed one as well,
    because they go with it, or if none has changed those whose publication would not be `alike` now.

    Those of a publication that is there if none is left: that there is nothing to do is for `admit` to say."""
    if table.strategy not in ("append", *BY_KEY) or (reload and table.strategy != "append"):
        return files
    known = {(file.url, file.digest) for entry in ledger.entries for file in entry.files}
    new = tuple(file for file in files if (file.url, file.digest) not in known)
    if reload:
        gone = _with(ledger, {file.url for file in new})
        return tuple(file for file in files if file in new or file.url in gone) or _unlike(ledger, files, alike)
    return new or files


def _unlike(ledger: Ledger, files: tuple[SourceFile, ...], alike: Callable[[Entry], bool]) -> tuple[SourceFile, ...]:
    same = [entry for entry in ledger.entries if entry.files and alike(entry)]
    there = {(file.url, file.digest) for entry in same for file in entry.files}
    return tuple(file for file in files if (file.url, file.digest) not in there) or same[-1].files


def _with(ledger: Ledger, urls: set[str]) -> set[str]:
    """The addresses of all files of the publications that have brought some of them."""
    together = ({file.url for file in entry.files} for entry in ledger.entries)
    return {url for brought in together if brought & urls for url in brought}


def _brought(ledger: Ledger, files: tuple[SourceFile, ...]) -> tuple[Entry, ...]:
    """The publications of just these files, if all of them were merged as they are."""
    known = {(file.url, file.digest): entry for entry in ledger.entries for file in entry.files}
    if not all((file.url, file.digest) in known for file in files):
        return ()
    return tuple(dict.fromkeys(known[file.url, file.digest] for file in files))


def _loaded(ledger: Ledger, dataset: str, files: tuple[SourceFile, ...]) -> tuple[Entry, ...]:
    """The publications that have brought these files, by address and content."""
    known = {file.url: (file.digest, entry) for entry in ledger.entries for file in entry.files}
    for file in files:
        if file.url in known and known[file.url][0] != file.digest:
            raise Permanent(
                f"{dataset}: {file.url} was loaded by run {known[file.url][1].run} with another content; appending it "
                f"again would bring its rows twice. {_cure(dataset)}"
            )
    loaded = [known[file.url][1] for file in files if file.url in known]
    if loaded and len(loaded) < len(files):
        theirs = next(file.url for file in files if file.url in known)
        raise Retryable(f"{dataset}: another run has loaded {theirs} meanwhile: run again for the rest")
    return tuple(dict.fromkeys(loaded))


def _cure(dataset: str) -> str:
    return (
        'Load it in its place with `levada run --reload` (in Airflow, trigger with {"reload": true}), or '
        f"take that back with `levada rollback {dataset} --to SNAPSHOT` (`levada history {dataset}` lists them)."
    )
