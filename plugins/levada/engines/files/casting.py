"""From a file's text to a typed value: DuckDB's casts, less those that lose something without saying so."""

import re
from dataclasses import dataclass

from levada.lake.sql import literal

WHOLE = r"\s*[-+]?[0-9]+(\.0*)?\s*"
DATE = r"\s*[0-9]+-[0-9]{1,2}-[0-9]{1,2}([T ]00:00(:00(\.0+)?)?)?\s*"
WALL_TIME = r"\s*[0-9]+-[0-9]{1,2}-[0-9]{1,2}([T ]+[0-9:.]+)?\s*"
NOT_FINITE = r"(?i)\s*[-+]?(nan|inf|infinity)\s*"
DECIMAL = re.compile(r"DECIMAL\(\d+, (\d+)\)")

LOSSLESS = {"INTEGER": WHOLE, "BIGINT": WHOLE, "DATE": DATE, "TIMESTAMP": WALL_TIME,
            "TIMESTAMPTZ": r"\s*[0-9]+-[0-9].*", "TIME": r"\s*[0-9:.]+\s*"}  # fmt: skip
"""DuckDB rounds 1.5 to an integer, drops the time of day of a date and the offset of a time without a zone, and takes
`epoch` for a moment."""
BINARY = ("FLOAT", "DOUBLE")
LAST = "9999-12-31 23:59:59.999999"
LATEST = {"DATE": LAST[:10], "TIMESTAMP": LAST, "TIMESTAMPTZ": f"{LAST}+00"}
"""DuckDB reads years before 1 and after 9999 as well, and infinity: Iceberg's readers do not."""


@dataclass(frozen=True, slots=True)
class Notation:
    """How values are written. `thousands`: the sign between groups of digits. Formats, in words of strptime: of dates,
    and of timestamps with and without a zone; empty: ISO 8601."""

    decimal: str = "."
    thousands: str = ""
    date_format: str = ""
    timestamp_format: str = ""

    def format_of(self, kind: str) -> str:
        return self.date_format if kind == "DATE" else self.timestamp_format if kind.startswith("TIMESTAMP") else ""

    def number(self, text: str) -> str:
        """A number's text with a point and without groups; with a question mark, which no number has, if it is none."""
        if self.decimal == "." and not self.thousands:
            return text
        point, group = (rf"\x{{{ord(sign):x}}}" if sign else "" for sign in (self.decimal, self.thousands))
        # no group follows a zero: 0.001 is another country's 0,001, and no 1
        groups = rf"|[1-9][0-9]{{0,2}}({group}[0-9]{{2,3}})*{group}[0-9]{{3}}" if group else ""
        pattern = rf"\s*[-+]?([0-9]*{groups})({point}[0-9]*)?([eE][-+]?[0-9]+)?\s*|{NOT_FINITE}"
        plain = f"replace(replace({text}, {literal(self.thousands)}, ''), {literal(self.decimal)}, '.')"
        return f"CASE WHEN regexp_full_match({text}, {literal(pattern)}) THEN {plain} ELSE '?' || {text} END"


PLAIN = Notation()


def typed(text: str, kind: str, notation: Notation = PLAIN) -> str:
    """The value of a text column; a text that is none fails the query."""
    if kind == "VARCHAR":
        return text
    refused, value = _refused(text, kind, notation, ""), _value(text, kind, notation, "")
    return f"CASE WHEN {refused} THEN error('lossy') ELSE {value} END" if refused else value


def faulty(text: str, kind: str, notation: Notation = PLAIN) -> str:
    """Whether a text column holds something that `typed` refuses."""
    refused, value = _refused(text, kind, notation, "TRY_"), _value(text, kind, notation, "TRY_")
    return f"({text} IS NOT NULL AND ({f'{refused} OR ' if refused else ''}{value} IS NULL))"


def _value(text: str, kind: str, notation: Notation, attempt: str) -> str:
    """`attempt`: what a failure is: an error, or with `TRY_` a null."""
    if form := notation.format_of(kind):
        return f"CAST({attempt}strptime({text}, {literal(form)}) AS {kind})"
    return f"{attempt}CAST({_plain(text, kind, notation)} AS {kind})"


def _refused(text: str, kind: str, notation: Notation, attempt: str) -> str | None:
    value = _value(text, kind, notation, attempt)
    beyond = f"NOT {value} BETWEEN '0001-01-01' AND '{LATEST[kind]}'" if kind in LATEST else ""
    if notation.format_of(kind):
        return beyond
    plain = _plain(text, kind, notation)
    if kind in BINARY:  # 1e400 would be infinite, 1_0 ten
        finite = f"coalesce(isfinite({attempt}CAST({plain} AS {kind})), false) AND strpos({plain}, '_') = 0"
        return f"{text} IS NOT NULL AND NOT ({finite}) AND NOT regexp_full_match({plain}, {literal(NOT_FINITE)})"
    if (pattern := _pattern(kind)) is None:
        return None
    # what reads back as it was written has lost nothing, which is quicker told than by its look
    changed = f"CAST({value} AS VARCHAR) <> {plain} AND NOT regexp_full_match({plain}, {literal(pattern)})"
    return f"({changed} OR {beyond})" if beyond else changed


def _plain(text: str, kind: str, notation: Notation) -> str:
    is_number = kind in (*BINARY, "INTEGER", "BIGINT") or DECIMAL.fullmatch(kind)
    return notation.number(text) if is_number else text


def _pattern(kind: str) -> str | None:
    if found := DECIMAL.fullmatch(kind):
        return rf"\s*[-+]?[0-9]*(\.[0-9]{{0,{found[1]}}}0*)?\s*"
    return LOSSLESS.get(kind)
