"""What a query of a contract's author answers: one number of the rows written."""

from typing import TYPE_CHECKING

import duckdb

from levada.engines.embedded.questions import Refused, question, typed
from levada.errors import Permanent
from levada.plan.checks import Check
from levada.plan.measures import Answer
from levada.plan.tables import Table

if TYPE_CHECKING:
    from sqlglot.expressions import Expression


def answer(connection: duckdb.DuckDBPyConnection, check: Check, measure: Answer, table: Table) -> float | None:
    """The number that a query gives, true as 1 and false as 0; None: it gives null.

    Raises:
        Permanent: it cannot be asked, or it answers with anything but one number.
    """
    try:
        rows = connection.execute(_text(connection, question(measure, table.name), measure.dialect)).fetchall()
    except Refused as error:
        raise Permanent(f"check {check.id} of {table.name} cannot be carried out: {error}") from error
    except duckdb.Error as error:
        raise impossible(check.id, table, error) from None
    value = rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows
    try:
        return None if value is None else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        said = f"{len(rows)} rows" if value is rows else f"a {type(value).__name__}"
        message = f"check {check.id} of {table.name} answers with {said}: let it select one number"
        raise Permanent(message) from None


def impossible(check: str, table: Table, error: duckdb.Error) -> Permanent:
    """The error to raise for a check that DuckDB cannot carry out."""
    guarded = any(column.guarded for column in table.columns or ())
    why = f"DuckDB fails with {type(error).__name__}, whose message may hold guarded values" if guarded else error
    return Permanent(f"check {check} of {table.name} cannot be carried out: {why}")


def counted(measure: Answer, dataset: str) -> str | None:
    """The rows that a query counts, where that is all it does."""
    from sqlglot import exp

    asked = question(measure, dataset)
    if not isinstance(asked, exp.Select) or any(asked.args.get(word) for word in ("group", "having", "distinct")):
        return None
    if [type(each.unalias()) for each in asked.selects] != [exp.Count] or not asked.selects[0].find(exp.Star):
        return None
    rows = asked.copy()
    rows.set("expressions", [exp.Star()])
    return rows.sql(dialect="duckdb")


def _text(connection: duckdb.DuckDBPyConnection, asked: "Expression", dialect: str) -> str:
    """The query for DuckDB, as its own dialect means it: whole numbers divided by whole numbers need the types."""
    if dialect == "duckdb":
        return asked.sql(dialect="duckdb")
    columns = {name: kind for name, kind, *_ in connection.execute("DESCRIBE written").fetchall()}
    text: str = typed(asked, dialect, columns).sql(dialect="duckdb")
    return text
