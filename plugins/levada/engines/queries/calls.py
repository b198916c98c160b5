"""Functions and casts of Trino's that others have under the same name for something else: one rule each."""

import re

from sqlglot import exp

T = exp.DType
ZONE = re.compile(r"\d:\d\d(?::\d\d(?:\.\d+)?)? *([^\d:. ].*)$")
"""The zone that the text of a moment ends with."""
CLOCK = (exp.Extract, exp.Hour, exp.Minute, exp.Second, exp.Day, exp.DayOfMonth, exp.DayOfWeekIso, exp.DayOfYear,
         exp.Week, exp.WeekOfYear, exp.Month, exp.Quarter, exp.Year, exp.YearOfWeek, exp.TimestampTrunc, exp.DateTrunc,
         exp.Cast)  # fmt: skip
"""What looks at the clock of a moment."""
ELSEWHERE = (exp.AtTimeZone, exp.Binary, exp.DateDiff, exp.Query)
"""Beyond these it is seen no more."""
OWN = "a clock of a moment's own (CAST(… AT TIME ZONE 'UTC' AS timestamp(6)) has UTC's)"
UTC = ("UTC", "Z", "GMT", "+00:00")
ZONES = ("TIMEZONE_HOUR", "TIMEZONE_MINUTE")
WEEKDAY = ("DOW", "DAYOFWEEK", "DAY_OF_WEEK")


def cut(node: exp.Expr) -> exp.Expr:
    """A text has no more letters than its type: others make nothing of the number."""
    if isinstance(node, exp.Cast) and node.to.is_type(T.VARCHAR) and node.to.expressions:
        whole = node.copy()
        whole.set("to", exp.DataType(this=T.VARCHAR))
        return exp.Substring(this=whole, start=exp.Literal.number(1), length=node.to.expressions[0].this.copy())
    return node


def weekday(node: exp.Expr) -> exp.Expr:
    """Weeks begin with Monday, the day 1."""
    if isinstance(node, exp.Extract) and node.name.upper() in WEEKDAY:
        return exp.DayOfWeekIso(this=node.expression.copy())
    return node


def of_row(node: exp.Expr) -> exp.Expr:
    """What stands in the row with the greatest value, and be it null: DuckDB passes over nulls."""
    if isinstance(node, exp.ArgMax | exp.ArgMin) and not node.args.get("count"):
        name = "ARG_MAX_NULL" if isinstance(node, exp.ArgMax) else "ARG_MIN_NULL"
        return exp.Anonymous(this=name, expressions=[node.this.copy(), node.expression.copy()])
    return node


def counted_if(node: exp.Expr) -> exp.Expr:
    """Of nulls alone none is true: DuckDB's count is null."""
    if isinstance(node, exp.CountIf):
        return exp.Count(this=exp.Case(ifs=[exp.If(this=node.this.copy(), true=exp.Literal.number(1))]))
    return node


def reversed_list(node: exp.Expr) -> exp.Expr:
    """An array, too, is turned round: DuckDB does that to its text."""
    if isinstance(node, exp.Reverse) and node.this.is_type(T.ARRAY, T.LIST):
        return exp.Anonymous(this="LIST_REVERSE", expressions=[node.this.copy()])
    return node


def repeated(node: exp.Expr) -> exp.Expr:
    """An array of so many equal values: DuckDB and Spark repeat a text."""
    if isinstance(node, exp.Repeat):
        value = exp.Array(expressions=[node.this.copy()])
        return exp.Anonymous(this="REPEAT", expressions=[value, node.args["times"].copy()])
    return node


def repeated_in_spark(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.Repeat):
        return exp.Anonymous(this="ARRAY_REPEAT", expressions=[node.this.copy(), node.args["times"].copy()])
    return node


def unquoted(node: exp.Expr) -> exp.Expr:
    """A text of JSON's becomes a text without its quotes."""
    if isinstance(node, exp.Cast) and node.to.is_type(T.VARCHAR, T.TEXT) and isinstance(node.this, exp.JSONExtract):
        text = exp.JSONExtractScalar(this=node.this.this.copy(), expression=node.this.expression.copy())
        return cut(exp.Cast(this=text, to=node.to.copy())) if node.to.expressions else text
    return node


def hashed(node: exp.Expr) -> exp.Expr:
    """A hash is bytes: elsewhere it is a text of their digits, whose `to_hex` would be another."""
    if isinstance(node, exp.SHA):
        return exp.Unhex(this=node.copy())
    return node


def hashed_in_spark(node: exp.Expr) -> exp.Expr:
    if isinstance(node, exp.SHA | exp.SHA2Digest):
        return exp.Unhex(this=node.copy())
    return node


def calendar(node: exp.Expr) -> exp.Expr:
    """A sequence of dates has dates: DuckDB makes moments of them, and has to be told how far they are apart."""
    if isinstance(node, exp.GenerateSeries) and node.args["start"].is_type(T.DATE):
        series = node.copy()
        if not series.args.get("step"):
            series.set("step", exp.Interval(this=exp.Literal.string("1"), unit=exp.Var(this="DAY")))
        return exp.cast(series, "ARRAY<DATE>")
    return node


def whole_seconds(node: exp.Expr) -> exp.Expr:
    """Of a moment's seconds the whole ones."""
    if isinstance(node, exp.Extract) and node.name.upper() == "SECOND":
        return exp.Second(this=node.expression.copy())
    return node


def part(node: exp.Expr) -> exp.Expr:
    """The part of a text that is not there is null: elsewhere it is empty, as one that is there may be."""
    if not isinstance(node, exp.SplitPart):
        return node
    text, sign, number = node.this, node.args["delimiter"], node.args["part_index"]
    signs = exp.func("REPLACE", text.copy(), sign.copy(), exp.Literal.string(""))
    without = exp.Sub(this=exp.Length(this=text.copy()), expression=exp.Length(this=signs))
    needed = exp.Mul(
        this=exp.paren(exp.Sub(this=exp.paren(number.copy()), expression=exp.Literal.number(1))),
        expression=exp.Length(this=sign.copy()),
    )
    return exp.Case(ifs=[exp.If(this=exp.GTE(this=exp.paren(without), expression=needed), true=node.copy())])


def matched(node: exp.Expr) -> exp.Expr:
    """What a pattern does not match is null: elsewhere it is empty."""
    if not isinstance(node, exp.RegexpExtract):
        return node
    matches = exp.RegexpLike(this=node.this.copy(), expression=node.expression.copy())
    return exp.Case(ifs=[exp.If(this=matches, true=node.copy())])


def on_the_wall(node: exp.Expr) -> exp.Expr:
    """A timestamp that is cut off, or read from a text, has no zone: Spark gives it one."""
    cut_off = isinstance(node, exp.TimestampTrunc | exp.DateTrunc) and node.this.is_type(T.TIMESTAMP, T.TIMESTAMPNTZ)
    if (cut_off or isinstance(node, exp.StrToTime)) and not isinstance(node.parent, exp.Cast):
        return exp.cast(node.copy(), T.TIMESTAMPNTZ)
    return node


IN_DUCKDB = (unquoted, cut, weekday, of_row, counted_if, reversed_list, repeated, hashed, calendar, part, matched)
IN_SPARK = (unquoted, cut, repeated_in_spark, hashed_in_spark, whole_seconds, part, matched, on_the_wall)


def lacking(node: exp.Expr) -> str:
    """What nobody but Trino has, or has so: its name, or nothing."""
    if isinstance(node, exp.JSONValue):
        return "JSON_VALUE"
    if isinstance(node, exp.JSONExtract) and node.args.get("json_query"):
        return "JSON_QUERY"
    if isinstance(node, exp.DataType) and node.is_type(T.CHAR, T.NCHAR):
        return "CHAR, which Trino fills with blanks,"
    if isinstance(node, exp.Extract) and node.name.upper() in ZONES:
        return f"EXTRACT({node.name.upper()})"
    return OWN if _has_zone(node) and _seen(node) else ""


def _has_zone(node: exp.Expr) -> bool:
    """Whether a moment shows another clock than UTC's: that of the text it was."""
    said = ZONE.search(node.this.name) if isinstance(node, exp.Cast) and node.this.is_string else None
    return isinstance(node, exp.FromISO8601Timestamp) or bool(said and said[1].upper() not in UTC)


def _kept(node: exp.Expr | None) -> bool:
    return isinstance(node, exp.Cast) and node.to.is_type(T.TIMESTAMPTZ)


def _seen(node: exp.Expr) -> bool:
    around = node.parent
    while around is not None and (_kept(around) or not isinstance(around, (*CLOCK, *ELSEWHERE))):
        around = around.parent
    return isinstance(around, CLOCK)
