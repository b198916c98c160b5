"""From a CSV file's text to a typed value: DuckDB's casts, less those that lose something without saying so."""

import re

from levada.engines.embedded.sql import literal

WHOLE = r"\s*[-+]?[0-9]+(\.0*)?\s*"
DATE = r"\s*[0-9]+-[0-9]{1,2}-[0-9]{1,2}([T ]00:00(:00(\.0+)?)?)?\s*"
WALL_TIME = r"\s*[0-9]+-[0-9]{1,2}-[0-9]{1,2}([T ]+[0-9:.]+)?\s*"
DECIMAL = re.compile(r"DECIMAL\(\d+, (\d+)\)")

LOSSLESS = {"INTEGER": WHOLE, "BIGINT": WHOLE, "DATE": DATE, "TIMESTAMP": WALL_TIME}
"""DuckDB rounds 1.5 to an integer, drops the time of day of a date and the offset of a time without a zone."""


def typed(text: str, kind: str) -> str:
    """The value of a text column; a text that is none fails the query."""
    pattern = _pattern(kind)
    if pattern is None:
        return f"CAST({text} AS {kind})" if kind != "VARCHAR" else text
    return f"CASE WHEN {_lossy(text, pattern)} THEN error('lossy') ELSE CAST({text} AS {kind}) END"


def faulty(text: str, kind: str) -> str:
    """Whether a text column holds something that `typed` refuses."""
    pattern = _pattern(kind)
    lossy = f"{_lossy(text, pattern)} OR " if pattern else ""
    return f"({text} IS NOT NULL AND ({lossy}TRY_CAST({text} AS {kind}) IS NULL))"


def _lossy(text: str, pattern: str) -> str:
    return f"NOT regexp_full_match({text}, {literal(pattern)})"


def _pattern(kind: str) -> str | None:
    if found := DECIMAL.fullmatch(kind):
        return rf"\s*[-+]?[0-9]*(\.[0-9]{{0,{found[1]}}}0*)?\s*"
    return LOSSLESS.get(kind)
