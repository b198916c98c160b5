"""Names of columns as people have written them: engines fold letters, each in its own way, and so does sqlglot."""

from collections.abc import Iterable, Sequence

from sqlglot import exp, parse_one

from levada.engines.base import Work
from levada.engines.titles import kept, titled
from levada.plan.actions import Sql

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


def titles(work: Work, action: Sql, read: Iterable[str], found: Sequence[str]) -> list[str]:
    """What the columns that an engine has `found` are called, whichever engine it is: as the table has them, else as
    the query writes them, else as they are called where they are `read`."""
    (output,) = work.task.into
    return titled(found, (*kept(work, output.table), *_written(action), *read))


def _written(action: Sql) -> list[str]:
    """The first SELECT of several names the columns of all."""
    node = parse_one(action.query, dialect=action.dialect)
    while isinstance(node, exp.SetOperation | exp.Subquery):
        node = node.this
    return [one.alias_or_name for one in node.selects if one.alias_or_name] if isinstance(node, exp.Select) else []
