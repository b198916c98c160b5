"""Arrays and maps of Trino's that others treat otherwise under the same name: one rule each."""

from sqlglot import exp

from levada.engines.queries.writing import written

T = exp.DType


def sliced(node: exp.Expr) -> exp.Expr:
    """So many from a place on, which is counted from the end if it is negative: DuckDB is told the last one's place."""
    if not isinstance(node, exp.ArraySlice):
        return node
    parts = {"arr": node.this, "first": node.args["start"], "many": node.args["end"]}
    if parts["first"].is_int and not isinstance(parts["first"], exp.Neg):
        return written("ARRAY_SLICE(arr, first, first + many - 1)", **parts)
    return written(
        "ARRAY_SLICE(arr, first, CASE WHEN first > 0 THEN first + many - 1 "
        "WHEN LEN(arr) + first < 0 THEN 0 ELSE LEN(arr) + first + many END)",
        **parts,
    )


def distinct(node: exp.Expr) -> exp.Expr:
    """Each value where it comes first, null as well: DuckDB forgets the nulls, and the order."""
    if isinstance(node, exp.ArrayDistinct):
        text = "LIST_FILTER(arr, LAMBDA _one, _at : LIST_POSITION(arr, _one) = _at)"
        return written(text, arr=node.this)
    return node


def contained(node: exp.Expr) -> exp.Expr:
    """What is not among values of which one is null may still be that one."""
    if isinstance(node, exp.ArrayContains):
        return written(
            "CASE WHEN one IS NULL THEN NULL WHEN ARRAY_CONTAINS(arr, one) THEN TRUE "
            "WHEN LEN(arr) > LIST_COUNT(arr) THEN NULL ELSE ARRAY_CONTAINS(arr, one) END",
            arr=node.this,
            one=node.expression,
        )
    return node


def counted_map(node: exp.Expr) -> exp.Expr:
    """DuckDB has another word for how many a map has, and another type of number."""
    if isinstance(node, exp.ArraySize) and node.this.is_type(T.MAP):
        return written("CAST(CARDINALITY(entries) AS BIGINT)", entries=node.this)
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


def calendar(node: exp.Expr) -> exp.Expr:
    """A sequence of dates has dates: DuckDB makes moments of them, and has to be told how far they are apart."""
    if isinstance(node, exp.GenerateSeries) and node.args["start"].is_type(T.DATE):
        series = node.copy()
        if not series.args.get("step"):
            series.set("step", exp.Interval(this=exp.Literal.string("1"), unit=exp.Var(this="DAY")))
        return exp.cast(series, "ARRAY<DATE>")
    return node


IN_DUCKDB = (sliced, distinct, contained, counted_map, reversed_list, repeated, calendar)
IN_SPARK = (repeated_in_spark,)
