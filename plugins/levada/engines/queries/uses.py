"""In what way an expression uses the columns it names."""

from collections.abc import Iterator

from sqlglot import exp

from levada.engines.lineage import How, Untold, use_of_part

Use = tuple[exp.Expr, How]
"""A column, or a query in the place of a value, and what becomes of it."""

SAME = (exp.Alias, exp.Paren)
ONE_OF_THEM = (exp.Lag, exp.Lead, exp.FirstValue, exp.LastValue, exp.NthValue)
"""sqlglot takes them for aggregates; each gives one row's value."""
OPAQUE = (exp.Star, exp.Columns, exp.TableColumn, exp.Pivot)
"""They stand for columns that are not named."""


def uses(node: exp.Expr, how: How, within: exp.Expr | None = None) -> Iterator[Use]:
    """Every column and query in an expression. `how`: what becomes of its value; `within`: the SELECT it is part of,
    which may name windows.

    Raises:
        Untold: it names columns in a way that is not known here.
    """
    if isinstance(node, exp.Column | exp.Query):
        if isinstance(node.this, exp.Star):
            raise Untold("a star")
        yield node, how
    elif isinstance(node, exp.Count) and isinstance(node.this, exp.Star):
        return
    elif isinstance(node, OPAQUE):
        raise Untold(node.key)
    else:
        for part, use in _parts(node, how, within):
            yield from uses(part, use, within)


def _parts(node: exp.Expr, how: How, within: exp.Expr | None) -> Iterator[Use]:
    """What an expression is made of."""
    for name, value in node.args.items():
        use = how if isinstance(node, SAME) else use_of_part(_use(node, name), how)
        yield from (
            (part, use) for part in (value if isinstance(value, list) else [value]) if isinstance(part, exp.Expr)
        )
    if isinstance(node, exp.Window) and node.alias and within:
        for window in within.args.get("windows") or ():
            if window.name == node.alias:
                yield from _parts(window, use_of_part("window", how), within)


def _use(node: exp.Expr, name: str) -> How:
    """What becomes of one part of an expression."""
    match node, name:
        case (exp.Case() | exp.If(), "this"):
            return "conditional"
        case (exp.Window(), "partition_by" | "order" | "spec"):
            return "window"
        case (exp.Filter(), "expression"):
            return "filter"
        case (exp.Order(), "expressions"):
            return "aggregation" if isinstance(node.parent, exp.WithinGroup) else "sort"
    return "aggregation" if isinstance(node, exp.AggFunc) and not isinstance(node, ONE_OF_THEM) else "transformation"
