"""Perform a `sql` step: one SELECT in DuckDB, over views of published snapshots."""

import re
from collections.abc import Mapping
from functools import partial
from importlib.util import find_spec
from itertools import chain

import duckdb
import pyarrow as pa

from levada.engines.base import Prepared, Work
from levada.engines.column_names import rename, result_columns
from levada.engines.embedded.results import reader
from levada.engines.embedded.views import create
from levada.engines.inputs import guarded
from levada.engines.queries.dialects import DUCKDB
from levada.errors import Permanent, Retryable
from levada.lake.connection import connect
from levada.lake.drafts import Writer
from levada.lake.outages import meaning
from levada.names import nearest
from levada.plan.actions import Sql
from levada.plan.checks import CheckResult
from levada.plan.privacy import NOT_SHOWN

OF_VALUES = (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException, pa.ArrowException)
"""Errors whose messages quote values; the others speak of the query."""
SAID = re.compile(r'"([^"]+)"|named? (\w+)')
"""What DuckDB complains of, where it names it."""
ABSENT = re.compile(
    r'.*(?:Column|Alias with name) "?("\w+")"? (?:referenced that exists in the SELECT clause|exists, but aliases).*'
)
"""The translation gives every column its name, so that DuckDB takes one that is not there for that name."""
NAMED = re.compile(r'there is no column "(\w+)" in what it reads')


def sql(work: Work) -> Prepared:
    """Ready to ask the step's query.

    Raises:
        Permanent: sqlglot is not installed.
    """
    action = work.task.action
    assert isinstance(action, Sql)
    if find_spec("sqlglot") is None:
        raise Permanent(f"step {work.task.step} needs sqlglot: pip install 'levada[local]'")
    return Prepared(partial(_write, work, action))


def _write(work: Work, action: Sql, writer: Writer) -> tuple[CheckResult, ...]:
    from levada.engines.queries.translation import translated

    (output,) = work.task.into
    with connect(work.scratch) as connection:
        create(connection, work)
        columns = _columns(connection, work)
        text = translated(action, work.run, columns, DUCKDB)
        try:
            rows = reader(connection, text)
            names = result_columns(work, action, chain(*columns.values()), rows.schema.names)
            writer.write(output.table, rename(rows, names))
        except duckdb.OperationalError as error:
            raise Retryable(f"step {work.task.step}: DuckDB: {_first(error)}") from error
        except (duckdb.Error, pa.ArrowException) as error:
            if outage := meaning(error):
                raise outage from error
            hidden = isinstance(error, OF_VALUES) and guarded(work)
            why = f"DuckDB fails with {type(error).__name__}, whose {NOT_SHOWN}" if hidden else _first(error)
            why += _meant(why, columns)
            said = f"step {work.task.step}{_place(action, error)}: {why}"
            raise Permanent(said) from (None if hidden else error)
    return ()


def _columns(connection: duckdb.DuckDBPyConnection, work: Work) -> dict[str, dict[str, str]]:
    """Dataset -> column -> type, in DuckDB's words."""
    views = {read.dataset: connection.table(read.dataset) for read in work.task.reads}
    return {name: dict(zip(view.columns, map(str, view.types), strict=True)) for name, view in views.items()}


def _meant(why: str, known: Mapping[str, Mapping[str, str]]) -> str:
    """The column that was meant, where one that is not there is like it."""
    absent = NAMED.match(why)
    hint = nearest(absent[1], sorted({name for columns in known.values() for name in columns})) if absent else ""
    return f": {hint}" if hint else ""


def _place(action: Sql, error: Exception) -> str:
    """The line of the query that first names what DuckDB complains of."""
    for found in SAID.finditer(_first(error)):
        word = re.compile(rf"\b{re.escape(found[1] or found[2])}\b", re.IGNORECASE)
        for number, line in enumerate(action.query.splitlines(), 1):
            if word.search(line):
                return f", line {number} of its query"
    return ", its query"


def _first(error: Exception) -> str:
    """DuckDB's message without the text of the translated query."""
    said = re.sub(r"\s+", " ", str(error).partition("\n\nLINE ")[0]).strip()
    return ABSENT.sub(r"there is no column \1 in what it reads", said)
