"""Perform a `sql` step: one SELECT in Spark, over published snapshots."""

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from itertools import chain

from levada.engines.base import Prepared, Work
from levada.engines.column_names import result_columns
from levada.engines.inputs import guarded, scopes
from levada.engines.queries.dialects import SPARK
from levada.engines.queries.translation import translated
from levada.errors import Permanent
from levada.lake.drafts import Writer
from levada.lake.reading import Scope
from levada.lake.sqltypes import duckdb_type
from levada.plan.actions import Sql
from levada.plan.checks import CheckResult
from levada.plan.privacy import NOT_SHOWN

NAMED = re.compile(r"`([^`]+)`")
"""What Spark complains of, where it names it."""


def sql(work: Work) -> Prepared:
    """Ready to ask the step's query.

    Raises:
        Permanent: PySpark is not installed.
    """
    action = work.task.action
    assert isinstance(action, Sql)
    if find_spec("pyspark") is None:
        raise Permanent(f"step {work.task.step} needs PySpark: pip install 'levada[pyspark]'")
    return Prepared(partial(_write, work, action))


def _write(work: Work, action: Sql, writer: Writer) -> tuple[CheckResult, ...]:
    from levada.engines.spark.driver import session
    from levada.engines.spark.frames import frame
    from levada.engines.spark.making import adopt
    from levada.engines.spark.settings import told

    (output,) = work.task.into
    inputs = dict(scopes(work))
    columns = {read.dataset: _types(seen) for read, seen in inputs.items()}
    views = {read.dataset: f"levada_{number}" for number, read in enumerate(inputs)}
    text = renamed(translated(action, work.run, columns, SPARK), views)
    begun = session(told(work.environment), work.lake.catalog.properties, work.root, work.announce)
    if action.dialect != SPARK.name:  # nobody else cuts off digits to make room for a sum
        begun.conf.set("spark.sql.decimalOperations.allowPrecisionLoss", "false")
    failing = partial(_classified, work, action)
    with failing():
        for read, seen in inputs.items():
            frame(begun, work, read, seen).createOrReplaceTempView(views[read.dataset])
        rows = begun.sql(text)
        rows = rows.toDF(*result_columns(work, action, chain(*columns.values()), rows.columns))
    adopt(work, writer, output.table, rows, failing)
    return ()


def renamed(text: str, views: Mapping[str, str]) -> str:
    """A query of Spark's that asks views for what it asked datasets."""
    from sqlglot import exp, parse_one

    parsed = parse_one(text, dialect=SPARK.name)
    for table in list(parsed.find_all(exp.Table)):
        if view := views.get(f"{table.db}.{table.name}"):
            table.replace(exp.table_(view, alias=table.alias or table.name))
    return parsed.sql(dialect=SPARK.name)


def _types(seen: Scope) -> dict[str, str]:
    return {field.name: duckdb_type(field.field_type) for field in seen.schema.fields}


@contextmanager
def _classified(work: Work, action: Sql) -> Iterator[None]:
    """What is raised inside becomes one of ours.

    Raises:
        Retryable: Spark's JVM or one of its executors is gone, or a server did not answer.
        Permanent: the query, the rows it reads, or those it brings are at fault.
    """
    from py4j.protocol import Py4JError  # type: ignore[import-untyped]
    from pyspark.errors import PySparkException

    from levada.engines.functions.complaints import OF_QUERIES
    from levada.engines.spark.complaints import refuse_misfits, refuse_world
    from levada.engines.spark.log import sentence

    try:
        yield
    except (PySparkException, Py4JError, ConnectionError) as error:
        refuse_world(error, work.task.step)
        refuse_misfits(error)
        hidden = type(error).__name__ not in OF_QUERIES and guarded(work)
        why = f"Spark fails with {type(error).__name__}, whose {NOT_SHOWN}" if hidden else sentence(error)
        place = _place(action, sentence(error))
        raise Permanent(f"step {work.task.step}{place}: {why}") from (None if hidden else error)


def _place(action: Sql, said: str) -> str:
    """The line of the query that first names what Spark complains of."""
    for name in NAMED.findall(said):
        word = re.compile(rf"\b{re.escape(name)}\b", re.IGNORECASE)
        for number, line in enumerate(action.query.splitlines(), 1):
            if word.search(line):
                return f", line {number} of its query"
    return ", its query"
