"""What Trino means by words that other engines take for something else, written so that they cannot."""

import re
from collections.abc import Callable, Iterable, Mapping

from sqlglot import exp
from sqlglot.schema import MappingSchema

from levada.engines.queries import calls
from levada.engines.queries.dialects import DUCKDB, SPARK, TRINO
from levada.engines.queries.divisions import divided
from levada.engines.queries.spelling import spelled

T = exp.DType
FRACTIONS = (*exp.DataType.REAL_TYPES, T.DECIMAL)
ZONED = re.compile(r"\d:\d\d(:\d\d(\.\d+)?)? *[^\d:. ]")
"""The text of a moment that says its zone."""
MOMENTS = (T.TIMESTAMP, T.TIMESTAMPTZ, T.TIMESTAMPLTZ, T.TIMESTAMPNTZ)
UNITS = ("YEAR", "MONTH", "WEEK", "DAY", "HOUR", "MINUTE", "SECOND")
PARTS = ("QUARTER", "DOY", "DAYOFYEAR", "DAY_OF_YEAR", *UNITS)
"""What `extract` takes of a moment, and everybody counts alike."""
RELATIONS = (exp.EQ, exp.NEQ, exp.GT, exp.GTE, exp.LT, exp.LTE)
WALL = (T.DATE, T.TIMESTAMP, T.TIME)

Rule = Callable[[exp.Expr], exp.Expr]


def understood(parsed: exp.Expr, dialect: str, schema: MappingSchema, columns: Iterable[str], to: str) -> exp.Expr:
    """A query that means in another dialect what it means in its own, with a type for every part of it. `columns`: of
    all that it reads, whose types, in DuckDB's words, the `schema` has."""
    typed = divided(spelled(parsed, columns), dialect, schema)
    if dialect == TRINO.name:
        return meant(typed, to)
    return typed.transform(read) if (dialect, to) == (SPARK.name, DUCKDB.name) else typed


def meant(parsed: exp.Expr, to: str) -> exp.Expr:
    """A query of Trino's, with a type for every part of it, as an engine has to be asked. `to`: its dialect."""
    for node in reversed(list(parsed.walk())):  # what is inside comes first
        for rule in RULES.get(to, ()):
            if (instead := rule(node)) is not node:
                node.replace(instead)
                break
    return parsed


def rounded(node: exp.Expr) -> exp.Expr:
    """Numbers become whole ones by rounding, and 2.5 becomes 3: DuckDB makes 2 of it, and so does Spark of 2.9."""
    if isinstance(node, exp.Cast) and node.to.is_type(*exp.DataType.INTEGER_TYPES) and node.this.is_type(*FRACTIONS):
        node.set("this", exp.Round(this=node.this))
    return node


def elapsed(node: exp.Expr) -> exp.Expr:
    """What has passed in whole is counted between two moments: DuckDB's `date_diff` counts midnights."""
    if isinstance(node, exp.DateDiff):
        unit = exp.Literal.string((node.text("unit") or "day").lower())
        return exp.Anonymous(this="DATE_SUB", expressions=[unit, node.expression, node.this])
    return node


def dated(node: exp.Expr) -> exp.Expr:
    """A date remains one when something is added to it, or it is cut off: elsewhere it becomes a moment."""
    shifted = isinstance(node, exp.Add | exp.Sub) and isinstance(node.expression, exp.Interval)
    moved = isinstance(node, exp.DateAdd | exp.DateSub | exp.TimestampTrunc | exp.DateTrunc)
    if (shifted or moved) and node.this.is_type(T.DATE) and not isinstance(node.parent, exp.Cast):
        return exp.cast(node.copy(), T.DATE)
    return node


def read(node: exp.Expr) -> exp.Expr:
    """A part of a moment is what its clock shows, and all our clocks show UTC: sqlglot would refuse it."""
    if isinstance(node, exp.Extract) and node.name.upper() in PARTS and node.expression.is_type(T.TIMESTAMPTZ):
        node.set("expression", exp.cast(node.expression, T.TIMESTAMP))
    elif isinstance(node, exp.YearOfWeek) and node.this.is_type(T.TIMESTAMPTZ):
        node.set("this", exp.cast(node.this, T.TIMESTAMP))
    return node


def later(node: exp.Expr) -> exp.Expr:
    """A moment and some hours are a moment: Spark would be asked for days, and makes a day of it."""
    moved = isinstance(node, exp.DateAdd) and node.this.is_type(*MOMENTS)
    if not (moved and (unit := node.text("unit").upper()) in ("QUARTER", *UNITS)):
        return node
    added: exp.Expr
    if node.expression.is_number and unit in UNITS:
        count = exp.Literal.string(node.expression.sql())
        added = exp.Add(this=node.this.copy(), expression=exp.Interval(this=count, unit=node.args["unit"]))
    else:
        words = [exp.Var(this=unit), node.expression.copy(), node.this.copy()]
        added = exp.Anonymous(this="TIMESTAMPADD", expressions=words)
    added.type = node.this.type
    return added


def strict(node: exp.Expr) -> exp.Expr:
    """The greatest of some, of which one is null, is null: Spark passes over nulls."""
    if not isinstance(node, exp.Greatest | exp.Least):
        return node
    missing = exp.or_(*(one.is_(exp.null()) for one in (node.this, *node.expressions)))
    return exp.Case(ifs=[exp.If(this=missing, true=exp.null())], default=node.copy())


def counted(node: exp.Expr) -> exp.Expr:
    """Days of the week begin with Monday, and seconds have fractions: not so where Spark is asked by their nearest."""
    if isinstance(day := calls.weekday(node), exp.DayOfWeekIso):
        return exp.paren(exp.func("WEEKDAY", day.this) + 1)
    if isinstance(node, exp.TimeToUnix):
        moment = exp.cast(node.this.copy(), T.TIMESTAMPTZ)
        return exp.paren(exp.cast(exp.func("UNIX_MICROS", moment), T.DOUBLE) / 1_000_000)
    return node


def summed(node: exp.Expr) -> exp.Expr:
    """A sum of decimals has all the digits that there are: Spark's has ten more than what is summed."""
    total = node.this if isinstance(node, exp.Window | exp.Filter) else node
    total = total.this if isinstance(total, exp.Filter) else total
    inside = isinstance(node.parent, exp.Window | exp.Filter) and node.arg_key == "this"
    if inside or not (isinstance(total, exp.Sum) and total.this.is_type(T.DECIMAL)):
        return node
    digits = total.this.type.expressions
    return exp.cast(node.copy(), f"DECIMAL(38, {digits[1].name})") if len(digits) == 2 else node


def unzoned(node: exp.Expr) -> exp.Expr:
    """A timestamp has no zone: Spark's has, if nothing more is said."""
    if isinstance(node, exp.DataType) and node.this == T.TIMESTAMP:
        literal = node.parent.this if isinstance(node.parent, exp.Cast) else None
        is_moment = isinstance(literal, exp.Literal) and ZONED.search(literal.name)
        return exp.DataType(this=T.TIMESTAMPTZ if is_moment else T.TIMESTAMPNTZ)
    return node


def compared(node: exp.Expr) -> exp.Expr:
    """NaN is like no number, itself neither, and neither more nor less than one: elsewhere it is the greatest, and like
    itself. A literal is never NaN, and where one decides there is nothing to ask; beside a null all is null."""
    if not isinstance(node, RELATIONS) or not any(side.is_type(T.FLOAT, T.DOUBLE) for side in (node.left, node.right)):
        return node
    doubtful, other = (node.right, node.left) if isinstance(node, exp.LT | exp.LTE) else (node.left, node.right)
    if doubtful.is_number or (other.is_number and isinstance(node, exp.EQ | exp.NEQ)):
        return node
    nan: exp.Expr = exp.IsNan(this=doubtful.copy())
    if not other.is_number:
        nan = exp.and_(nan, exp.not_(other.copy().is_(exp.null())))
    if isinstance(node, exp.NEQ):
        return exp.paren(exp.or_(node.copy(), nan))
    return exp.paren(exp.and_(node.copy(), exp.not_(nan)))


RULES: Mapping[str, tuple[Rule, ...]] = {
    DUCKDB.name: (*calls.IN_DUCKDB, rounded, elapsed, dated, read, compared),
    SPARK.name: (*calls.IN_SPARK, rounded, dated, later, strict, counted, summed, unzoned, compared),
}


def ambiguous(parsed: exp.Expr) -> bool:
    """Whether something stays in another zone: a moment in Trino, and elsewhere what its clocks show. Where just that
    is asked for, by a CAST to a date or a timestamp, all agree."""
    return any(not _on_the_clock(node) for node in parsed.find_all(exp.AtTimeZone))


def _on_the_clock(node: exp.Expr) -> bool:
    parent = node.parent
    while isinstance(parent, exp.Paren):
        parent = parent.parent
    return isinstance(parent, exp.Cast) and parent.to.is_type(*WALL)
