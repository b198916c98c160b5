"""Everything a task reads, as queries over the files of published snapshots."""

from collections.abc import Iterator

from levada.engines.base import Work
from levada.errors import Permanent
from levada.lake.queries import query as query
from levada.lake.reading import readable
from levada.plan.graph import Read


def inputs(work: Work) -> Iterator[tuple[Read, str]]:
    """Everything a task reads, as queries.

    Raises:
        Permanent: a dataset that nobody has ever filled: not even its columns are known.
    """
    for read in work.task.reads:
        rows = readable(work.lake, read.dataset, work.snapshots.get(read.dataset), read, work.run.interval)
        if rows is None:
            raise Permanent(
                f"{read.dataset} is not published yet, so that its columns are not known: run the pipeline that "
                f"fills it first"
            )
        yield read, query(rows)
