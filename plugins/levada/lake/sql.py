"""SQL's quotation marks: how a name and a value stand in DuckDB's text."""

from collections.abc import Iterable


def identifier(*names: str) -> str:
    """A name, or a dotted path of names."""
    return ".".join('"' + name.replace('"', '""') + '"' for name in names)


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def literals(texts: Iterable[str]) -> str:
    """A list of values."""
    return "[" + ", ".join(map(literal, texts)) + "]"
