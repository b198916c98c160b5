"""One SELECT, understood: the datasets it reads, and what is wrong with it. The only module here that knows sqlglot,
as another one knows YAML: a parser of a language."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from levada.names import CATALOGUE, DATASET, TEMPLATE

if TYPE_CHECKING:
    from sqlglot.expressions import Expr
    from sqlglot.tokenizer_core import Token

PARTS = 3
"""Of the name of a table of another catalogue."""
FIRST = ("SELECT", "WITH", "L_PAREN", "FROM")
"""What a query begins with; FROM only in DuckDB's dialect, where sqlglot judges it."""
ONE = "write one SELECT: the step's `into` says where its rows go"


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a query at an offset (characters from 0), and its cure."""

    at: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Query:
    """`tables`: datasets in the order of their first mention, and the offsets of that; `functions`: calls of those that
    only their own engine knows, and `foreign`: tables of other catalogues, likewise. With faults there are none."""

    tables: tuple[tuple[str, int], ...] = ()
    foreign: tuple[tuple[str, int], ...] = ()
    functions: tuple[tuple[str, int], ...] = ()
    faults: tuple[Fault, ...] = ()


@lru_cache(maxsize=64)
def understood(text: str, dialect: str) -> Query:
    """A text as a query; sqlglot costs 0.15 s when it is first needed."""
    from sqlglot import parse, tokenize
    from sqlglot.errors import ParseError, TokenError

    try:
        tokens = tokenize(text, dialect=dialect)
        if faults := tuple(_tokens(text, tokens)):
            return Query(faults=faults)
        parsed = parse(text, dialect=dialect)[0]
    except TokenError as error:
        return Query(faults=(Fault(_unclosed(text, error), "a quotation mark or a comment is not closed", "close it"),))
    except ParseError as error:
        return Query(faults=(_syntax(text, error.errors[0]),))
    except RecursionError:
        return Query(faults=(Fault(tokens[0].start, "is nested too deeply", "write it flatter; WITH names parts"),))
    assert parsed is not None  # there is a token
    if faults := tuple(_nodes(parsed)):
        return Query(faults=faults)
    return Query(_named(parsed, foreign=False), _named(parsed, foreign=True), tuple(_functions(parsed)))


def _tokens(text: str, tokens: "list[Token]") -> Iterator[Fault]:
    """What can be told before parsing: no query, a second one, templates where no text stands."""
    if not tokens or tokens[0].token_type.name not in FIRST:
        begins = tokens[0].text.upper() if tokens else "nothing"
        yield Fault(tokens[0].start if tokens else 0, f"must be a SELECT, and begins with {begins}", ONE)
        return
    ends = [place for place, token in enumerate(tokens) if token.token_type.name == "SEMICOLON"]
    if ends and ends[0] + 1 < len(tokens):
        yield Fault(tokens[ends[0] + 1].start, "a second statement begins here", ONE)
    texts = [range(token.start, token.end) for token in tokens if token.token_type.name == "STRING"]
    others = [range(token.start, token.end + 1) for token in tokens if token.token_type.name != "STRING"]
    for found in TEMPLATE.finditer(text):
        if any(found.start() in where for where in others) and not any(found.start() in where for where in texts):
            yield Fault(found.start(), f"{found[0]} stands outside of quotes", f"write '{found[0]}', and CAST it")


def _unclosed(text: str, error: Exception) -> int:
    """Where something begins that does not end, as near as can be known."""
    quote = str(error.__cause__)[len("Missing ") :][:1]
    return max(text.rfind("/*"), 0) if quote not in ("'", '"') else text.find(quote)


def _syntax(text: str, error: dict[str, Any]) -> Fault:
    """sqlglot's complaint at the word it stopped at."""
    lines = text.split("\n")
    line, column = min(error["line"], len(lines)), error["col"]
    at = sum(len(before) + 1 for before in lines[: line - 1]) + column - len(error["highlight"] or " ")
    message = str(error["description"]).partition(" <")[0].removesuffix(" for").removesuffix(" but got")
    near = f" at {error['highlight']!r}" if error["highlight"] else ""
    return Fault(max(at, 0), f"is not SQL{near}: {message[:1].lower() + message[1:]}", "check the words before it")


def _nodes(parsed: "Expr") -> Iterator[Fault]:
    """What a query must not be made of."""
    from sqlglot import expressions as exp

    if not isinstance(parsed, exp.Query):
        yield Fault(0, f"must be a SELECT, and is {parsed.key.upper()}", ONE)
        return
    for node in parsed.find_all(exp.Into, exp.DML, exp.DDL):
        if not isinstance(node, exp.Query):
            yield Fault(_offset(node), f"{node.key.upper()} has no place in a query that only reads", ONE)
    names = {cte.alias_or_name.lower() for cte in parsed.find_all(exp.CTE)}
    for table in parsed.find_all(exp.Table):
        yield from _table(table, names) if not isinstance(table.parent, exp.Into) else ()
    for column in parsed.selects:
        if not (isinstance(column, exp.Alias | exp.Column | exp.Dot) or column.is_star):
            yield Fault(_offset(column), f"a column has no name: {column.sql()}", "name it: … AS name")
    yield from _twice([column for column in parsed.selects if column.alias_or_name and not column.is_star])


def _twice(columns: "list[Any]") -> Iterator[Fault]:
    """Two columns of one name: no table can have them."""
    seen: set[str] = set()
    for column in columns:
        if (name := column.alias_or_name).lower() in seen:
            message = f"two columns are called {name}; capitals make no difference"
            yield Fault(_offset(column), message, "give one another name: … AS name, or leave it out")
        seen.add(name.lower())


def _table(table: "Any", ctes: set[str]) -> Iterator[Fault]:
    """A table that is no dataset, or is read as it was once."""
    at, name = _offset(table), _name(table)
    if not table.name:
        yield Fault(at, f"{table.this.sql()} is a function, not a dataset", "read datasets: namespace.table")
    elif table.args.get("version") or table.args.get("when"):
        yield Fault(at, f"{name} as it was once: known, not in this release", "read it as it is published")
    elif not table.db and table.name.lower() not in ctes:
        yield Fault(at, f"{name} is no dataset and no WITH", "write namespace.table")
    elif table.catalog and (len(table.parts) > PARTS or table.catalog.lower() == CATALOGUE):
        hint = "write namespace.table for what lies here, catalogue.schema.table for what lies elsewhere"
        yield Fault(at, f"{name} is neither a dataset nor a table of another catalogue", hint)
    elif table.db and not table.catalog and not DATASET.fullmatch(name):
        yield Fault(at, f"{name} is not a dataset's name", "write namespace.table in small letters: raw.flights")


def _functions(parsed: "Expr") -> Iterator[tuple[str, int]]:
    """Functions that sqlglot does not know, and where they are called."""
    from sqlglot import expressions as exp

    for node in parsed.find_all(exp.Anonymous, exp.AnonymousAggFunc):
        if not isinstance(node.parent, exp.Table):
            yield node.name.lower(), _offset(node)


def _named(parsed: "Expr", foreign: bool) -> tuple[tuple[str, int], ...]:
    """Datasets, or tables of other catalogues: each once, where it is first named."""
    from sqlglot import expressions as exp

    found: dict[str, int] = {}
    tables = (table for table in parsed.find_all(exp.Table) if table.db and bool(table.catalog) is foreign)
    for at, table in sorted((_offset(table), _name(table)) for table in tables):
        found.setdefault(table, at)
    return tuple(found.items())


def _name(table: "Any") -> str:
    return ".".join(part.name.lower() for part in table.parts)


def _offset(node: "Expr") -> int:
    """Where a part of a query begins: nodes have no places, names and numbers in them do."""
    return min((int(inner.meta["start"]) for inner in node.walk() if "start" in inner.meta), default=0)
