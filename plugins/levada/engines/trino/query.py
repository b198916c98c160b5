"""Perform a `sql` step: one SELECT in Trino, over published snapshots."""

from functools import partial
from itertools import chain
from typing import TYPE_CHECKING

from levada.engines.base import Prepared, Work
from levada.engines.column_names import rename, result_columns
from levada.engines.inputs import guarded, scopes
from levada.engines.queries.dialects import TRINO
from levada.engines.queries.translation import filled, translated
from levada.engines.trino.failures import failed
from levada.engines.trino.inputs import pinned
from levada.engines.trino.making import Called, Making, answer, enclosed
from levada.engines.trino.rows import reader
from levada.engines.trino.running import end_left
from levada.engines.trino.session import Session, session
from levada.lake.drafts import Writer
from levada.lake.reading import Scope
from levada.lake.schema import wanted
from levada.lake.sqltypes import duckdb_type
from levada.plan.actions import Sql
from levada.plan.checks import CheckResult

if TYPE_CHECKING:
    from trino.exceptions import TrinoQueryError


def sql(work: Work) -> Prepared:
    """Ready to ask the step's query."""
    action = work.task.action
    assert isinstance(action, Sql)
    return Prepared(partial(_write, work, action))


def _write(work: Work, action: Sql, writer: Writer) -> tuple[CheckResult, ...]:
    from trino.exceptions import TrinoQueryError

    text, read = asked(work, action)
    with session(work) as there:
        end_left(there.aside, work)
        try:
            _draft(work, there, text, partial(result_columns, work, action, read), writer)
        except TrinoQueryError as error:
            hidden = guarded(work)
            told = failed(error, f"step {work.task.step}{_place(action, error)}", hidden)
            raise told from (None if hidden else error)
    return ()


def _draft(work: Work, there: Session, text: str, called: Called, writer: Writer) -> None:
    """Let Trino make the files; where a value might be lost in that, let the rows come here and look at each."""
    assert work.environment.trino
    (output,) = work.task.into
    found = answer(there, text, called)
    if found.storable(wanted(output.table, found.schema)):
        making = Making(there, work.lake, work.environment.trino.catalog, work.scratch)
        writer.adopt(output.table, found.schema, partial(making.delivered, found))
        return
    with there.query(f"SELECT * FROM {enclosed(text)}") as cursor:
        rows = reader(cursor)
        writer.write(output.table, rename(rows, called(rows.schema.names)))


def asked(work: Work, action: Sql) -> tuple[str, tuple[str, ...]]:
    """The query as Trino is asked: its templates filled, its datasets as of their published snapshots; and the columns
    that they have.

    Raises:
        Permanent: something that Trino has not, a template without a value, a dataset without columns.
    """
    assert work.environment.trino
    inputs = {read.dataset: seen for read, seen in scopes(work)}
    columns = {dataset: _types(seen) for dataset, seen in inputs.items()}
    own = action.dialect == TRINO.name
    text = filled(action, work.run) if own else translated(action, work.run, columns, TRINO)
    return pinned(text, inputs, work.environment.trino.catalog), tuple(chain(*columns.values()))


def _types(seen: Scope) -> dict[str, str]:
    return {field.name: duckdb_type(field.field_type) for field in seen.schema.fields}


def _place(action: Sql, error: "TrinoQueryError") -> str:
    """The line of the query that Trino complains of; a translated one has other lines."""
    if action.dialect == TRINO.name and error.error_location:
        return f", line {error.error_location[0] - 1} of its query"
    return ", its query"
