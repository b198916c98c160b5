"""What a query of Trino's makes of its values, said so that other engines make the same of them."""

from sqlglot import exp

DATES = (exp.DateAdd, exp.DateSub, exp.DateTrunc, exp.TimestampTrunc)
SUMS = (exp.Add, exp.Sub)
MOMENTS = (exp.DType.TIMESTAMP, exp.DType.TIMESTAMPTZ, exp.DType.TIMESTAMPLTZ, exp.DType.TIMESTAMPNTZ)
UNITS = ("YEAR", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND")


def kept(typed: exp.Expr, dialect: str) -> exp.Expr:
    """The query, of which every part has its type."""
    if dialect == "trino":
        for node in reversed(list(typed.walk())):  # what stands inside comes first
            _rounded(node)
            _dated(node)
            _later(node)
    return typed


def _rounded(node: exp.Expr) -> None:
    """Trino rounds what becomes a whole number, halves away from zero; Spark cuts off, DuckDB rounds halves to even."""
    if isinstance(node, exp.Cast) and _is_whole(node.to) and _is_broken(node.this):
        node.set("this", exp.Round(this=node.this))


def _dated(node: exp.Expr) -> None:
    """A day and some days are a day; elsewhere they are a moment."""
    moved = isinstance(node, DATES) or (isinstance(node, SUMS) and isinstance(node.expression, exp.Interval))
    if moved and node.this.is_type(exp.DType.DATE) and node.parent:
        node.replace(exp.cast(node.copy(), exp.DType.DATE))


def _later(node: exp.Expr) -> None:
    """A moment and some hours are a moment; in Spark's words they would be taken for days, which make a day of it."""
    moved = isinstance(node, exp.DateAdd) and node.this.is_type(*MOMENTS) and node.expression.is_number
    if moved and node.parent and node.text("unit").upper() in UNITS:
        count = exp.Literal.string(node.expression.sql())
        added = exp.Add(this=node.this, expression=exp.Interval(this=count, unit=node.args["unit"]))
        added.type = node.this.type
        node.replace(added)


def _is_whole(kind: exp.Expr) -> bool:
    return bool(kind.is_type(*exp.DataType.INTEGER_TYPES))


def _is_broken(node: exp.Expr) -> bool:
    return bool(node.is_type(*exp.DataType.REAL_TYPES))
