"""Whole numbers are divided as the query's own dialect does, whatever the engine makes of `/`."""

from sqlglot import exp
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from levada.engines.queries.shadows import unshadowed


def divided(parsed: exp.Expr, dialect: str, schema: MappingSchema) -> exp.Expr:
    """The query with a type for every part of it, and whole divisions where its dialect has them."""
    named = qualify(unshadowed(parsed, schema), schema=schema, dialect=dialect, validate_qualify_columns=False)
    return annotate_types(named, schema=schema, dialect=dialect).transform(_whole)


def _whole(node: exp.Expr) -> exp.Expr:
    """Division of whole numbers, in a dialect where it gives one: by way of floats, large ones would be rounded."""
    if isinstance(node, exp.Div) and node.args.get("typed") and all(map(_is_whole, (node.left, node.right))):
        return exp.Paren(this=exp.IntDiv(this=node.left, expression=node.right))
    return node


def _is_whole(node: exp.Expr) -> bool:
    return bool(node.is_type(*exp.DataType.INTEGER_TYPES))
