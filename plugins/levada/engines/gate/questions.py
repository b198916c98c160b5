"""A query of a contract's author, understood: one SELECT over the rows written."""

from collections.abc import Collection, Mapping
from typing import Any

from levada.engines.gate.unasked import Unasked
from levada.engines.queries.dialects import Dialect
from levada.names import short
from levada.plan.measures import Answer
from levada.spec.odcs_items import PLACEHOLDER, TABLE

WRITTEN = "written"
"""What the rows written are called in every question."""


def question(measure: Answer, dataset: str, to: Dialect) -> Any:
    """The query as an expression of sqlglot's, its table replaced by the rows written.

    Raises:
        Unasked: it is not one SELECT, reads anything else, or says what the engine cannot.
    """
    from sqlglot import exp, parse
    from sqlglot.errors import SqlglotError

    try:
        asked = [one for one in parse(_named(measure), dialect=measure.dialect) if one is not None]
        if len(asked) != 1 or not isinstance(asked[0], exp.Query):
            raise Unasked("it is not one SELECT")
        _only_reads(asked[0], dataset)
        asked[0].sql(dialect=to.name, unsupported_level=_strict())
    except SqlglotError as error:
        raise Unasked(f"it is not SQL of {measure.dialect} that {to.engine} understands: {_first(error)}") from None
    return asked[0]


def absent(measure: Answer, dataset: str, names: Collection[str]) -> tuple[str, ...]:
    """Columns that the query asks for and the rows written have not, which have columns of these names. Nothing is said
    of a query that quotes its placeholders itself."""
    from sqlglot.errors import SqlglotError

    from levada.engines.queries.references import outline

    known, rows = {name.lower() for name in names}, ".".join(_quoted(measure, part) for part in dataset.split("."))
    try:
        asked = outline(_named(measure, rows), measure.dialect).references
    except SqlglotError:
        return ()
    wrong = (one.name for one in asked if one.datasets == {dataset} and one.name.lower() not in known)
    return tuple(dict.fromkeys(wrong))


def _named(measure: Answer, rows: str = WRITTEN) -> str:
    """The text with names for its placeholders. `rows`: that of the rows written."""
    column = _quoted(measure, measure.column or "")
    return PLACEHOLDER.sub(lambda found: rows if found[1] in TABLE else column, measure.query)


def _quoted(measure: Answer, name: str) -> str:
    from sqlglot import exp

    text: str = exp.to_identifier(name, quoted=True).sql(dialect=measure.dialect)
    return text


def _only_reads(asked: Any, dataset: str) -> None:
    """Refuse whatever is not a question about the rows written, and call these by their name here."""
    from sqlglot import exp

    for node in asked.find_all(exp.DML, exp.DDL, exp.Into, exp.Command):
        if not isinstance(node, exp.Query):
            raise Unasked(f"{node.key.upper()} has no place in it")
    ctes = {cte.alias_or_name.lower() for cte in asked.find_all(exp.CTE)}
    for table in asked.find_all(exp.Table):
        name = ".".join(part.name.lower() for part in table.parts)
        if not isinstance(table.this, exp.Identifier):
            raise Unasked(f"{table.this.sql()} is a function, not the table")
        if name in ctes:
            continue
        if name not in (WRITTEN, dataset, short(dataset)):
            raise Unasked(f"it reads {name}, and only {dataset} can be asked: a foreign key, or a step, reads others")
        if not table.alias:
            table.set("alias", exp.TableAlias(this=exp.to_identifier(table.name)))
        table.set("this", exp.to_identifier(WRITTEN))
        _shorten(table)
    for column in asked.find_all(exp.Column):
        _shorten(column)


def _shorten(node: Any) -> None:
    """Take a namespace away: the rows written have none."""
    node.set("db", None)
    node.set("catalog", None)


def _strict() -> Any:
    from sqlglot.errors import ErrorLevel

    return ErrorLevel.RAISE


def _first(error: Exception) -> str:
    return str(error).splitlines()[0]


def typed(asked: Any, dialect: str, columns: Mapping[str, str], to: str) -> Any:
    """A query that means in another dialect what it means in its own. `columns`: of the rows written, in DuckDB's
    types."""
    from sqlglot.schema import MappingSchema

    from levada.engines.queries.meanings import understood

    return understood(asked, dialect, MappingSchema({WRITTEN: dict(columns)}, dialect="duckdb"), columns, to)
