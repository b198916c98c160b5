"""What Trino has of a query, and others have not, or so that it would mean something else."""

import re

from sqlglot import exp

T = exp.DType
ZONE = re.compile(r"\d:\d\d(?::\d\d(?:\.\d+)?)? *([^\d:. ].*)$")
"""The zone that the text of a moment ends with."""
CLOCK = (exp.Extract, exp.Hour, exp.Minute, exp.Second, exp.Day, exp.DayOfMonth, exp.DayOfWeekIso, exp.DayOfYear,
         exp.Week, exp.WeekOfYear, exp.Month, exp.Quarter, exp.Year, exp.YearOfWeek, exp.TimestampTrunc, exp.DateTrunc,
         exp.Cast)  # fmt: skip
"""What looks at the clock of a moment."""
ELSEWHERE = (exp.AtTimeZone, exp.Binary, exp.DateDiff, exp.Query)
"""Beyond these it is seen no more."""
OWN = "a clock of a moment's own (CAST(… AT TIME ZONE 'UTC' AS timestamp(6)) has UTC's)"
UTC = ("UTC", "Z", "GMT", "+00:00")
ZONES = ("TIMEZONE_HOUR", "TIMEZONE_MINUTE")
CUTS = ("MILLISECOND", "SECOND", "MINUTE", "HOUR", "DAY", "WEEK", "MONTH", "QUARTER", "YEAR")
"""What Trino cuts a moment off to."""
WEEKS = re.compile("%[vVxX]")
"""A week's number, and its year, in formats: nobody translates them."""


def lacking(node: exp.Expr) -> str:
    """What nobody but Trino has, or has so: its name, or nothing."""
    if isinstance(node, exp.JSONValue):
        return "JSON_VALUE"
    if isinstance(node, exp.JSONExtract) and node.args.get("json_query"):
        return "JSON_QUERY"
    if isinstance(node, exp.DataType) and node.is_type(T.CHAR, T.NCHAR):
        return "CHAR, which Trino fills with blanks,"
    if isinstance(node, exp.Extract) and node.name.upper() in ZONES:
        return f"EXTRACT({node.name.upper()})"
    if isinstance(node, exp.TimeToStr | exp.StrToTime) and (found := WEEKS.search(node.text("format"))):
        return f"{found[0]} in a format"
    cut_off = isinstance(node, exp.TimestampTrunc | exp.DateTrunc) and node.text("unit").upper()
    if cut_off and cut_off not in CUTS:
        return f"date_trunc to {cut_off.lower()}"
    return OWN if _has_zone(node) and _seen(node) else ""


def _has_zone(node: exp.Expr) -> bool:
    """Whether a moment shows another clock than UTC's: that of the text it was."""
    said = ZONE.search(node.this.name) if isinstance(node, exp.Cast) and node.this.is_string else None
    return isinstance(node, exp.FromISO8601Timestamp) or bool(said and said[1].upper() not in UTC)


def _kept(node: exp.Expr | None) -> bool:
    return isinstance(node, exp.Cast) and node.to.is_type(T.TIMESTAMPTZ)


def _seen(node: exp.Expr) -> bool:
    around = node.parent
    while around is not None and (_kept(around) or not isinstance(around, (*CLOCK, *ELSEWHERE))):
        around = around.parent
    return isinstance(around, CLOCK)
