"""What a contract agrees on beyond single rows becomes checks, as far as a publication can tell."""

import re
from collections.abc import Iterable, Iterator

from levada.plan.checks import Check, Threshold, Unchecked
from levada.plan.measures import Freshness
from levada.spec.contract import Agreement

LATENCY = ("latency", "ly", "freshness")
"""How old the newest event may be when it is published; the standard prefers the first word."""
SECONDS = {"s": 1, "sec": 1, "second": 1, "min": 60, "minute": 60, "h": 3600, "hr": 3600, "hour": 3600, "d": 86400,
           "day": 86400, "w": 604800, "week": 604800}  # fmt: skip
NUMBER = re.compile(r"\d+(\.\d+)?")


def agreed(agreements: Iterable[Agreement], event_time: str | None) -> Iterator[Check | Unchecked]:
    """The checks of a table's agreements. Late data are still newer than what readers have: that only warns."""
    for one in agreements:
        column, most = one.column or event_time, _seconds(one)
        if one.property.lower() not in LATENCY:
            yield Unchecked(f"table: {told(one)}")
        elif column is None:
            yield Unchecked(f"table: {told(one)}, of no column: it names none, and the dataset has no event_time")
        elif most is None:
            yield Unchecked(f"{column}: {told(one)}: not a number of {', '.join(SECONDS)}")
        else:
            must = Threshold("mustBeLessOrEqualTo", (most,))
            yield Check(one.id, Freshness(column), must, "warning", "seconds", "timeliness")


def told(one: Agreement) -> str:
    """An agreement in words."""
    return " ".join(filter(None, (one.property, one.value, one.unit)))


def _seconds(one: Agreement) -> float | None:
    unit = one.unit.lower()
    size = SECONDS.get(unit) or SECONDS.get(unit.removesuffix("s"))
    return float(one.value) * size if size and NUMBER.fullmatch(one.value) else None
