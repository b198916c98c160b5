"""How commands print: numbers and names for people, JSON for programs."""

import json
from dataclasses import asdict, is_dataclass
from datetime import date, time
from typing import Any

import click

from levada.errors import LevadaError
from levada.intervals import Interval
from levada.runtime.failures import kind

FORMAT = click.option(
    "--format", "form", type=click.Choice(["human", "json"]), default="human", help="For people or programs."
)
PLACE = click.make_pass_decorator(object)


def as_json(value: object) -> None:
    """One JSON document on standard output."""
    click.echo(document(value), nl=False)


def document(value: object) -> str:
    """A value as JSON, a line for each part. What JSON has no word for is a text; times are ISO 8601."""
    return json.dumps(value, indent=1, default=_said) + "\n"


def _said(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return asdict(value)
    return value.isoformat() if isinstance(value, date | time) else str(value)


def told(error: LevadaError) -> str:
    """An error for people: behind its first line the id of its kind, of which `levada errors ID` tells more."""
    first, *rest = str(error).split("\n")
    id_ = kind(error)
    return "\n".join((f"{first} [{id_}]" if id_ else first, *rest))


def begins(interval: Interval | None) -> str:
    """An interval as a person calls it: its day, where it begins at that day's midnight, else its first moment."""
    if interval is None:
        return "·"
    day, _, clock = interval.local[0].isoformat().partition("T")
    return day if clock.startswith("00:00:00") else f"{day}T{clock}"


def number(value: int | None) -> str:
    return "·" if value is None else f"{value:,}"


def counted(count: int, noun: str) -> str:
    """`1 step`, `2 steps`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def size(count: int | None) -> str:
    """Bytes in the unit a person would choose."""
    if count is None:
        return "·"
    amount = float(count)
    for unit in ("B", "KiB", "MiB", "GiB"):
        if amount < 1024 or unit == "GiB":
            break
        amount /= 1024
    return f"{amount:.0f} {unit}" if unit == "B" else f"{amount:.1f} {unit}"


def plain(value: Any) -> Any:
    """A value that JSON can carry; snapshot ids as text, because they do not fit a JavaScript number."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53 else value
