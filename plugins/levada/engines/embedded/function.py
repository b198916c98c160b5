"""Call a function of `spark_jobs/` in a child process: what it returns comes back as Parquet files."""

from dataclasses import replace
from itertools import chain
from pathlib import Path
from tempfile import mkdtemp

import pyarrow as pa
import pyarrow.parquet as pq

from levada.engines.base import Work
from levada.engines.column_names import rename, spelled_as, table_columns
from levada.engines.embedded.child import asked
from levada.engines.embedded.dataframes import view_of
from levada.engines.functions.arguments import rendered
from levada.engines.inputs import guarded, inputs, scopes
from levada.engines.lineage import dataset, told_or_not
from levada.engines.queries.dialects import DUCKDB
from levada.errors import Permanent, Retryable
from levada.lake.drafts import Writer
from levada.lake.outages import in_store
from levada.lake.queries import query
from levada.plan.actions import Python, Spark
from levada.plan.checks import CheckResult
from levada.plan.tables import Table


def write(work: Work, action: Spark | Python, writer: Writer) -> tuple[CheckResult, ...]:
    """A draft of everything the function returns."""
    work = replace(work, scratch=Path(mkdtemp(dir=work.scratch)))  # publication may ask for it twice
    queries = _call(work, action)
    for output in work.task.into:
        with pq.ParquetFile(work.scratch / f"{output.name}.parquet") as file:
            schema = pa.schema([field.with_nullable(True) for field in file.schema_arrow])
            batches = (batch.cast(schema) for batch in file.iter_batches())
            rows = pa.RecordBatchReader.from_batches(schema, batches)
            writer.write(output.table, rename(rows, _names(work, action, output.table, schema.names)))
        _trace(work, output.table.name, queries[output.name])
    return ()


def _names(work: Work, action: Spark | Python, table: Table, found: list[str]) -> list[str]:
    """Spark makes no difference between capitals and small letters, and SQLFrame writes them all small."""
    if isinstance(action, Python):
        return found
    read = (seen.schema.column_names for _, seen in scopes(work))
    return spelled_as(found, (*table_columns(work, table), *chain(*read)))


def _trace(work: Work, name: str, text: str) -> None:
    """Keep where the columns of a table come from, if a query was asked for it."""
    from levada.engines.queries.lineage import traced

    if text:
        read = {view_of(one.argument): dataset(one.dataset, seen.schema.column_names) for one, seen in scopes(work)}
        with told_or_not(name):
            work.traced[name] = traced(text, DUCKDB.name, read)


def _call(work: Work, action: Spark | Python) -> dict[str, str]:
    """Run the function in a child process. Returns the query that each output is.

    Raises:
        Permanent: the function failed; the message names the line in the user's file.
        Retryable: it failed because somebody could not be reached.
    """
    tables = {
        "arguments": rendered(work.run, action.arguments),
        "inputs": {read.argument: query(rows) for read, rows in inputs(work)},
        "outputs": [output.name for output in work.task.into],
        "guarded": guarded(work),
    }
    outcome = asked(action, work.run, work.root, work.scratch, work.say, work.lake.stores.settings(), **tables)
    if "error" in outcome:
        said = str(outcome["error"])
        kind = Retryable if outcome.get("passing") else Permanent
        raise in_store(said) or kind(f"step {work.task.step}: {said}")
    queries: dict[str, str] = outcome["queries"]
    return queries
