"""What DuckDB is asked instead of a part of a query, written as text."""

from sqlglot import exp, parse_one


def written(text: str, **parts: exp.Expr) -> exp.Expr:
    """A text of DuckDB's, with parts of a query in the place of names."""

    def filled(node: exp.Expr) -> exp.Expr:
        if not (isinstance(node, exp.Column) and node.name in parts):
            return node
        part = parts[node.name].copy()
        return part if isinstance(part, exp.Column | exp.Literal | exp.Func) else exp.paren(part)

    return parse_one(text, dialect="duckdb").transform(filled)
