"""Functions and casts of Trino's that others have under the same name for something else: one rule each."""

from sqlglot import exp

from levada.engines.queries import arrays
from levada.engines.queries.writing import written

T = exp.DType
TEXTS = (T.VARCHAR, T.TEXT)
DIGITS = r"\s*[+-]?[0-9]+\s*"
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


def unescaped(node: exp.Expr) -> exp.Expr:
    """A plus sign in an address is a blank."""
    if isinstance(node, exp.Anonymous) and node.name.lower() == "url_decode" and len(node.expressions) == 1:
        return exp.Anonymous(this="URL_DECODE", expressions=[exp.func("REPLACE", *node.expressions, "'+'", "' '")])
    return node


def whole(node: exp.Expr) -> exp.Expr:
    """Of texts, those that say a whole number: DuckDB would round what has a fraction or an exponent."""
    if isinstance(node, exp.TryCast) and node.to.is_type(*exp.DataType.INTEGER_TYPES) and node.this.is_type(*TEXTS):
        said = exp.Anonymous(this="REGEXP_FULL_MATCH", expressions=[node.this.copy(), exp.Literal.string(DIGITS)])
        return exp.Case(ifs=[exp.If(this=said, true=node.copy())])
    return node


def scalar(node: exp.Expr) -> exp.Expr:
    """Of JSON that which is no array and no object, and nothing of what is no JSON."""
    if not isinstance(node, exp.JSONExtractScalar):
        return node
    path = node.expression
    if isinstance(path, exp.JSONPath):
        path = exp.Literal.string(path.sql("duckdb")[1:-1].replace("''", "'"))
    text = "CASE WHEN JSON_VALID(doc) AND JSON_TYPE(doc, path) NOT IN ('OBJECT', 'ARRAY') THEN found END"
    return written(text, doc=node.this, path=path, found=exp.paren(node))


def signed(node: exp.Expr) -> exp.Expr:
    """The sign of a fraction is one: DuckDB's is whole."""
    if isinstance(node, exp.Sign) and node.this.is_type(T.DOUBLE, T.FLOAT):
        return exp.cast(node.copy(), node.this.type)
    return node


def floored(node: exp.Expr) -> exp.Expr:
    """A fraction remains one when it is rounded up or down: Spark's becomes whole."""
    if isinstance(node, exp.Floor | exp.Ceil) and node.this.is_type(T.DOUBLE, T.FLOAT):
        return exp.cast(node.copy(), node.this.type)
    return node


def since_1970(node: exp.Expr) -> exp.Expr:
    """Seconds with their thousandths: Spark takes whole ones."""
    if isinstance(node, exp.UnixToTime) and not node.this.is_type(*exp.DataType.INTEGER_TYPES):
        seconds = exp.paren(node.this.copy())
        thousandths = exp.Round(this=exp.Mul(this=seconds, expression=exp.Literal.number(1000)))
        return exp.Anonymous(this="TIMESTAMP_MILLIS", expressions=[exp.cast(thousandths, T.BIGINT)])
    return node


def otherwise_null(node: exp.Expr) -> exp.Expr:
    """Spark's `if` has to be told what is otherwise."""
    if isinstance(node, exp.If) and not isinstance(node.parent, exp.Case) and not node.args.get("false"):
        return exp.If(this=node.this.copy(), true=node.args["true"].copy(), false=exp.null())
    return node


IN_DUCKDB = (
    unquoted, cut, weekday, of_row, counted_if, hashed, part, matched, unescaped, whole, scalar, signed,
    *arrays.IN_DUCKDB,
)  # fmt: skip
IN_SPARK = (
    unquoted, cut, hashed_in_spark, whole_seconds, part, matched, on_the_wall, floored, since_1970, otherwise_null,
    *arrays.IN_SPARK,
)  # fmt: skip
