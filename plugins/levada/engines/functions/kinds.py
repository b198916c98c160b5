"""What an expression of a job's is: a DataFrame, a column, a part of PySpark; as far as reading alone can tell."""

import ast
from collections.abc import Mapping

FUNCTIONS = "pyspark.sql.functions"
FRAME, COLUMN, GROUPS, WINDOW, MISSING = "DataFrame", "Column", "GroupedData", "Window", "na"
CLASSES = {FRAME: FRAME, COLUMN: COLUMN, GROUPS: GROUPS, WINDOW: WINDOW, "WindowSpec": WINDOW}
RESULTS = {FRAME: FRAME, COLUMN: COLUMN, GROUPS: FRAME, WINDOW: WINDOW, MISSING: FRAME}
"""What methods give, but for those of `OTHERS`."""
OTHERS = {
    "DataFrame": {
        **dict.fromkeys(("cube", "groupBy", "groupby", "groupingSets", "rollup"), GROUPS),
        **dict.fromkeys(("colRegex", "metadataColumn"), COLUMN),
        "na": MISSING,
        "stat": FRAME,
        **dict.fromkeys(
            [
                "approxQuantile",
                "collect",
                "columns",
                "corr",
                "count",
                "cov",
                "createGlobalTempView",
                "createOrReplaceTempView",
                "createTempView",
                "dtypes",
                "explain",
                "first",
                "head",
                "isEmpty",
                "isLocal",
                "isStreaming",
                "printSchema",
                "rdd",
                "schema",
                "show",
                "sparkSession",
                "tail",
                "take",
                "toArrow",
                "toJSON",
                "toLocalIterator",
                "toPandas",
                "write",
                "writeStream",
                "writeTo",
            ],
            "",
        ),
    },
    "GroupedData": {"pivot": GROUPS},
}
OF_MISSING = {"drop": "dropna", "fill": "fillna", "replace": "replace"}
"""Methods of `DataFrame.na`, and those of a DataFrame that do the same."""


def result(name: str) -> str:
    """What a call of something of PySpark's gives: the kind, or nothing that is known."""
    owner, _, method = name.rpartition(".")
    return COLUMN if owner == "functions" else OTHERS.get(owner, {}).get(method, RESULTS[owner])


def member(kind: str, name: str, known: frozenset[str]) -> str:
    """What stands behind a dot: `functions.abs`, `DataFrame.join`, a kind, or nothing that is known. `known`: all that
    PySpark has."""
    if kind.startswith("pyspark"):
        if kind == FUNCTIONS:
            return f"functions.{name}"
        return CLASSES[name] if name in CLASSES and kind != "pyspark" else f"{kind}.{name}"
    if kind == MISSING:
        return f"{FRAME}.{OF_MISSING[name]}" if name in OF_MISSING else ""
    if kind not in RESULTS:
        return ""
    found = f"{kind}.{name}"
    return found if found in known else COLUMN if kind in (FRAME, COLUMN) else ""


def annotated(node: ast.expr | None, bound: Mapping[str, str], known: frozenset[str]) -> str:
    """The kind that an annotation promises."""
    match node:
        case ast.Constant(value=str() as text) if text.isidentifier():
            return annotated(ast.Name(text), bound, known)
        case ast.Name(id=name):
            found = bound.get(name, "")
        case ast.Attribute(value=value, attr=name):
            found = member(annotated(value, bound, known), name, known)
        case _:
            return ""
    return found if found in RESULTS or found.startswith("pyspark") else ""
