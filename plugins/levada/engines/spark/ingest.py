"""Perform an `ingest` step: Spark's workers read the files, each a part of them, and write their rows."""

from contextlib import ExitStack
from functools import partial
from importlib.util import find_spec

from levada.engines.base import Prepared, Work
from levada.engines.files.loading import Load, load
from levada.engines.files.matching import promised
from levada.errors import Permanent
from levada.lake.drafts import Writer
from levada.lake.schema import wanted
from levada.plan.checks import CheckResult
from levada.plan.tables import CHANGING


def ingest(work: Work) -> Prepared:
    """Ready to load the step's files. Those in a store are read here for their digests, and copied where they are read.

    Raises:
        Retryable: there is none.
        Permanent: PySpark is not installed, or an option is wrong.
    """
    if find_spec("pyspark") is None:
        raise Permanent(f"step {work.task.step} needs PySpark: pip install 'levada[pyspark]'")
    found = load(work, copies=False)
    return Prepared(partial(_write, found), files=found.sources)


def _write(found: Load, writer: Writer) -> tuple[CheckResult, ...]:
    """Load the files that the writer's mark names."""
    from levada.engines.spark.driver import session
    from levada.engines.spark.making import adopt
    from levada.engines.spark.rounds import named, read
    from levada.engines.spark.settings import told
    from levada.engines.spark.types import refuse_times

    work, table = found.work, found.table
    files, columns = found.wanted(writer.mark), promised(table)
    begun = session(told(work.environment), work.lake.catalog.properties, work.root, work.announce)
    begun.conf.set("spark.sql.caseSensitive", "true")  # as files' columns are matched everywhere
    if table.on_schema_change in CHANGING:
        columns = found.grown(columns, named(begun, found, files, columns))
    refuse_times(table.name, wanted(table, columns.schema))
    with ExitStack() as held:
        rows = read(begun, found, files, columns, held)
        adopt(work, writer, table, rows.frame(), rows.failing, columns.schema)
    found.tell({difference: file for difference, (_, file) in rows.firsts.value.items()})
    return ()
