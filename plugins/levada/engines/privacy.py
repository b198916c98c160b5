"""Whether what an engine says of a task's values may be shown."""

from levada.engines.base import Work
from levada.lake.marks import GUARDED


def guarded(work: Work) -> bool:
    """Whether a task reads or fills columns whose values only some may see. A table that is read says so itself: its
    contract may be another pipeline's."""
    tables = (work.lake.load(read.dataset) for read in work.task.reads)
    own = (column.guarded for table in work.task.tables for column in table.columns or ())
    return any(own) or any(GUARDED in table.properties for table in tables if table)
