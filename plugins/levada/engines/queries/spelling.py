"""Names of columns as people have written them: engines fold letters, each in its own way, and so does sqlglot."""

from collections.abc import Iterable

from sqlglot import exp

FIXED = "case_sensitive"
"""sqlglot's word for a name that is to stay as it is."""
SMALL = str.maketrans({chr(sign): chr(sign + 32) for sign in range(ord("A"), ord("Z") + 1)})


def spelled(parsed: exp.Expr, columns: Iterable[str]) -> exp.Expr:
    """The query, whose names reach the columns it reads. Any capital may stand for its small letter; DuckDB knows that
    of ASCII's letters only, and sqlglot would write all of them small. Fields of a ROW stay as they are."""
    there = {name.lower(): name.translate(SMALL) for name in columns}
    for name in parsed.find_all(exp.Identifier):
        if name.find_ancestor(exp.DataType):
            name.meta[FIXED] = True
        elif not name.this.isascii():
            name.set("this", there.get(name.this.lower(), name.this.lower()))
            name.meta[FIXED] = True
    return parsed
