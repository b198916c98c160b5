"""A query in the words of the engine that is asked, with the templates in its quoted texts filled."""

import re
from collections.abc import Iterator, Mapping

from sqlglot import exp, parse_one, tokenize
from sqlglot.errors import ErrorLevel
from sqlglot.schema import MappingSchema
from sqlglot.tokenizer_core import TokenType

from levada.engines.queries.absent import lacking as absent
from levada.engines.queries.dialects import TRINO, Dialect, functions
from levada.engines.queries.meanings import ambiguous, understood
from levada.errors import Permanent
from levada.names import TEMPLATE, namespace, short
from levada.plan.actions import Sql
from levada.plan.run import Run

CALL = re.compile(r"([a-z_][a-z0-9_]*)\(")
WORDS = """
cast try_cast try extract exists coalesce nullif if unnest row row_number rank dense_rank percent_rank cume_dist ntile
lag lead first_value last_value nth_value
"""
SYNTAX = frozenset(["", *WORDS.split()])
"""What looks like a call and is none, or is one that the lists of functions leave out."""

PORTABLE = frozenset({
    "geometric_mean", "histogram", "json_array_length", "map_concat", "map_entries", "map_values", "timezone_hour",
    "timezone_minute", "to_base", "url_decode", "url_encode",
})  # fmt: skip
"""Functions that sqlglot does not know, and that Trino and DuckDB both have: docs/queries.md says how alike."""


def translated(action: Sql, run: Run, columns: Mapping[str, Mapping[str, str]], to: Dialect) -> str:
    """The query in another dialect. `columns`: dataset -> column -> DuckDB's type: what `/` means depends on it.

    Raises:
        Permanent: something that the engine has not; a template that this run cannot fill.
    """
    if action.foreign and not to.federated:
        raise Permanent(
            f"{to.engine} reads only the environment's tables, and {', '.join(action.foreign)} lies in another "
            f"catalogue: give the step to Trino, verbs: {{sql: trino}}"
        )
    try:
        parsed = parse_one(filled(action, run), dialect=action.dialect)
        return _generated(parsed if action.dialect == to.name else _typed(parsed, action.dialect, columns, to), to)
    except Permanent:
        raise
    except Exception as error:  # sqlglot's generators raise whatever comes about when arguments are missing
        raise Permanent(f"{_untranslated(to)}: {error}; is `dialect` right?") from error


def filled(action: Sql, run: Run) -> str:
    """The query with its templates filled, and nothing else changed. Each quoted text is written anew, so that no value
    can end it; what ends the query itself is left out."""
    parts: list[str] = []
    done = 0
    for token in tokenize(action.query, dialect=action.dialect):
        if token.token_type is TokenType.SEMICOLON:
            return "".join([*parts, action.query[done : token.start]])
        if token.token_type is TokenType.STRING and TEMPLATE.search(token.text):
            text = exp.Literal.string(run.render(token.text)).sql(dialect=action.dialect)
            parts += [action.query[done : token.start], text]
            done = token.end + 1
    return "".join([*parts, action.query[done:]])


def missing(action: Sql, to: Dialect) -> Iterator[tuple[str, str]]:
    """What an engine has not of a query: the function, if it is one that only another engine knows, and a sentence."""
    if action.dialect == to.name and to.open:
        return
    parsed = parse_one(action.query, dialect=action.dialect)
    lacking = [node.key.upper() for node in parsed.walk() if node.key in to.lacks]
    if action.dialect == TRINO.name:
        lacking += filter(None, map(absent, parsed.walk()))
    yield from (("", f"{word} is not there in {to.engine}") for word in lacking)
    if action.dialect == TRINO.name and ambiguous(parsed):
        yield (
            "",
            f"AT TIME ZONE means something else in {to.engine}, unless it is CAST to a date or a timestamp at once",
        )
    if action.dialect != to.name and (foreign := _foreign(parsed)):
        yield from ((name, f"{name}() cannot be translated from {action.dialect} for {to.engine}") for name in foreign)
        return
    try:
        _generated(parsed, to)
        names = {_called(node, to) for node in parsed.find_all(exp.Func)} - functions(to) - SYNTAX
    except Exception as error:  # sqlglot's generators raise whatever comes about when arguments are missing
        yield "", f"{_untranslated(to)}: {error}"
    else:
        yield from ((name, f"{name}() is no function of {to.engine}'s") for name in sorted(names))


def _foreign(parsed: exp.Expr) -> list[str]:
    """Functions that one engine has and others, for all we know, have not, or have for something else."""
    calls = parsed.find_all(exp.Anonymous, exp.AnonymousAggFunc)
    return sorted({node.name.lower() for node in calls if not isinstance(node.parent, exp.Table)} - PORTABLE)


def _untranslated(to: Dialect) -> str:
    return f"the query cannot be translated for {to.engine}"


def _called(node: exp.Expr, to: Dialect) -> str:
    """The name by which an engine would be asked for a function; empty where it becomes something else."""
    found = CALL.match(node.sql(to.name, unsupported_level=ErrorLevel.IGNORE).lower())
    return found[1] if found else ""


def _generated(parsed: exp.Expr, to: Dialect) -> str:
    return parsed.sql(dialect=to.name, unsupported_level=ErrorLevel.RAISE)


def _typed(parsed: exp.Expr, dialect: str, columns: Mapping[str, Mapping[str, str]], to: Dialect) -> exp.Expr:
    """The query with a type for every part of it, so that it can be told what its dialect means."""
    schema = MappingSchema(dialect="duckdb")
    for dataset, types in columns.items():
        schema.add_table(exp.table_(short(dataset), db=namespace(dataset)), dict(types))
    names = (name for types in columns.values() for name in types)
    return understood(parsed.copy(), dialect, schema, names, to.name)
