"""Columns of what is read, behind names that the query gives to others."""

from collections.abc import Mapping

from sqlglot import exp
from sqlglot.schema import MappingSchema


def unshadowed(parsed: exp.Expr, schema: MappingSchema) -> exp.Expr:
    """The query, which says whose column it means where a result has the same name. In GROUP BY, and inside an
    aggregate of HAVING, that is the column that is read, in every engine: sqlglot takes it for the result."""
    known = {one.alias.lower(): one.this.named_selects for one in parsed.find_all(exp.CTE)}
    for select in parsed.find_all(exp.Select):
        results = {one.alias.lower() for one in select.selects if isinstance(one, exp.Alias)}
        for column in _meant(select):
            owners = [one for one in _sources(select) if column.name.lower() in _columns(one, schema, known)]
            if column.name.lower() in results and len(owners) == 1:
                column.set("table", exp.to_identifier(owners[0].alias_or_name))
    return parsed


def _sources(select: exp.Select) -> list[exp.Expr]:
    first = select.args.get("from_")
    return [part.this for part in (first, *select.args.get("joins", ())) if part]


def _meant(select: exp.Select) -> list[exp.Column]:
    """The columns without a table's name that cannot be results."""
    group, having = select.args.get("group"), select.args.get("having")
    aggregates = having.find_all(exp.AggFunc) if having else ()
    parts = (*([group] if group else []), *aggregates)
    found = (column for part in parts for column in part.find_all(exp.Column))
    return [column for column in found if not column.table and column.parent_select is select]


def _columns(source: exp.Expr, schema: MappingSchema, known: Mapping[str, list[str]]) -> set[str]:
    """The names of what a table, or a query in its place, has; `known`: those of the queries before."""
    if isinstance(source, exp.Table):
        there = known.get(source.name.lower()) if not source.db else None
        return {name.lower() for name in there or schema.column_names(source)}
    return {name.lower() for name in getattr(source, "named_selects", ())}
