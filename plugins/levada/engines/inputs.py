"""What a task reads: the rows of published snapshots, and whose values only some may see."""

from collections.abc import Iterator

from levada.engines.base import Work
from levada.errors import Retryable
from levada.lake.marks import GUARDED
from levada.lake.reading import Rows, Scope, new_rows, rows_of, scope
from levada.plan.graph import Read


def inputs(work: Work) -> Iterator[tuple[Read, Rows]]:
    """Everything a task reads, as files.

    Raises:
        Retryable: as `scopes` does.
        Permanent: a snapshot has delete files.
    """
    return ((read, rows_of(seen)) for read, seen in scopes(work))


def scopes(work: Work) -> Iterator[tuple[Read, Scope]]:
    """Everything a task reads.

    Raises:
        Retryable: a dataset that nobody has filled yet: not even its columns are known.
    """
    for read in work.task.reads:
        seen = _scope(work, read)
        if seen is None:
            raise Retryable(
                f"{read.dataset} is not published yet, so that its columns are not known: run the pipeline that "
                f"fills it first"
            )
        yield read, seen


def _scope(work: Work, read: Read) -> Scope | None:
    """What of a dataset a task is to see; None: there is no such table."""
    snapshot, since = work.snapshots.get(read.dataset), work.since.get(read.dataset)
    if read.rows == "new" and since is not None:
        return new_rows(work.lake, read.dataset, since, snapshot)
    return scope(work.lake, read.dataset, snapshot, read, work.run.interval)


def guarded(work: Work) -> bool:
    """Whether a task reads or fills columns whose values only some may see. A table that is read says so itself: its
    contract may be another pipeline's."""
    tables = (work.lake.load(read.dataset) for read in work.task.reads)
    own = (column.guarded for table in work.task.tables for column in table.columns or ())
    return any(own) or any(GUARDED in table.properties for table in tables if table)
