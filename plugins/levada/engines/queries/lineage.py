"""Where the columns of a query come from, told from its text and the columns of what it reads."""

from sqlglot import Dialect, exp, parse_one
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from levada.engines.lineage import Traced, Untold
from levada.engines.queries.tracing import Tables, query

HERE = "lake"


def traced(text: str, dialect: str, tables: Tables, catalog: str = HERE) -> Traced:
    """A query's result. `tables`: what is known of those it reads, by `namespace.name` in the `catalog` or a whole name
    elsewhere, or else all of them by `name`; None: not even its columns.

    Raises:
        Untold: it reads something else, or has parts of SQL that this does not know.
    """
    small = Dialect.get_or_raise(dialect)
    small.ASCII_ONLY_NORMALIZATION = False  # of this one alone: letters of any alphabet, as `Traced` has them
    schema = MappingSchema(dialect=small)
    for name, known in tables.items():
        if known:
            schema.add_table(_named(name, catalog), dict.fromkeys(known.columns, "unknown"))
    try:
        parsed = qualify(parse_one(text, dialect=dialect), schema=schema, dialect=small, catalog=catalog,
                         expand_alias_refs=False, validate_qualify_columns=False)  # fmt: skip
        return query(parsed, tables, catalog)
    except Untold:
        raise
    except Exception as error:  # sqlglot raises whatever comes about
        raise Untold(f"{type(error).__name__}: {error}") from error


def _named(name: str, catalog: str) -> exp.Table:
    space, _, short = name.rpartition(".")
    return exp.table_(short, space, catalog) if space else exp.table_(short)
