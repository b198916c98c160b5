"""What a query of a contract's author answers: one number of the rows written."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pyiceberg.schema import Schema

from levada.engines.base import Inspection
from levada.engines.gate.idiom import Idiom
from levada.engines.gate.questions import question, typed
from levada.engines.gate.session import WRITTEN, Session
from levada.errors import Permanent
from levada.lake.sqltypes import duckdb_type
from levada.plan.checks import Check
from levada.plan.measures import Answer

if TYPE_CHECKING:
    from sqlglot.expressions import Expression


def answer(session: Session, check: Check, measure: Answer, inspection: Inspection) -> float | None:
    """The number that a query gives, true as 1 and false as 0; None: it gives null.

    Raises:
        Permanent: it answers with anything but one number.
        Unasked: it cannot be asked.
    """
    dataset, to = inspection.table.name, session.idiom.dialect
    asked = question(measure, dataset, to)
    rows = session.ask(_text(asked, measure.dialect, to.name, inspection.rows.schema))
    value = rows[0][0] if len(rows) == 1 and len(rows[0]) == 1 else rows
    try:
        return None if value is None else float(value)  # type: ignore[arg-type]
    except (TypeError, ValueError):
        said = f"a {type(value).__name__}"
        if value is rows:
            said = f"{len(rows)} rows" if len(rows) != 1 else f"{len(rows[0])} columns"
        raise Permanent(f"check {check.id} of {dataset} answers with {said}: let it select one number") from None


def counted(idiom: Idiom, measure: Answer, dataset: str) -> str | None:
    """The rows written that a query counts, where that is all it does."""
    from sqlglot import exp

    asked = question(measure, dataset, idiom.dialect)
    plain = isinstance(asked, exp.Select) and not any(asked.args.get(word) for word in NOT_PLAIN)
    if not plain or [type(each.unalias()) for each in asked.selects] != [exp.Count]:
        return None
    source = asked.find(exp.Table)
    if not asked.selects[0].find(exp.Star) or source is None or source.name != WRITTEN:
        return None
    if source.parent_select is not asked:  # of a query inside it, whose rows have other columns
        return None
    rows = asked.copy()
    rows.set("expressions", [exp.Star()])
    return str(rows.sql(dialect=idiom.dialect.name))


NOT_PLAIN = ("group", "having", "distinct", "joins", "with_")


def _text(asked: "Expression", dialect: str, to: str, schema: Schema) -> str:
    """The query for an engine, as its own dialect means it: whole numbers divided by whole numbers need the types."""
    if dialect == to:
        return asked.sql(dialect=to)
    text: str = typed(asked, dialect, _columns(schema), to).sql(dialect=to)
    return text


def _columns(schema: Schema) -> Mapping[str, str]:
    """Columns of the rows written, and their types in DuckDB's words."""
    return {field.name: duckdb_type(field.field_type) for field in schema.fields}
