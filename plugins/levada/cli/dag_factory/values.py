"""Values that both sides have, and write differently: names, durations, dates, JSON."""

import json
import re
from datetime import date, datetime, timedelta
from math import isfinite
from typing import Any
from unicodedata import combining, normalize

from levada.cli.dag_factory.written import Written
from levada.spec.base import DIGITS
from levada.spec.parsing import parse
from levada.spec.secrets import guarded
from levada.spec.variables import EXPRESSION

UNITS = {"d": 86400, "h": 3600, "m": 60, "s": 1}
TIMEDELTA = "datetime.timedelta"


class Untranslatable(Exception):
    """A value that levada has no words for. `args`: what is wrong, and the cure."""


def name(said: str) -> str:
    """The nearest name of levada's: small letters without their accents, digits and `_`, a letter first."""
    plain = "".join(sign for sign in normalize("NFKD", said.lower()) if not combining(sign))
    word = re.sub(r"[^a-z0-9_]", "_", plain)
    return word if re.match("[a-z]", word) else f"x{word}" if word.startswith("_") else f"x_{word}"


def whole(said: Written) -> int:
    """A count of at least 0."""
    if isinstance(said.value, int) and not isinstance(said.value, bool) and said.value >= 0:
        return said.value
    raise Untranslatable(f"{said.value!r} is no count", "write a whole number")


def seconds(said: Written) -> float:
    """A length of time: a number of seconds, or the arguments of a timedelta."""
    value = said.plain()
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    if isinstance(value, dict) and value.get("__type__", TIMEDELTA) == TIMEDELTA and "__args__" not in value:
        try:
            return timedelta(**{key: inner for key, inner in value.items() if key != "__type__"}).total_seconds()
        except TypeError:
            pass
    raise Untranslatable("is no length of time", "write seconds, or a datetime.timedelta")


def duration(said: Written) -> str:
    """`90s`, `15m`, `6h`, `7d`."""
    whole = seconds(said)
    for letter, length in UNITS.items():
        if whole >= 0 and whole % length == 0 and len(str(int(whole // length))) <= DIGITS:
            return f"{int(whole // length)}{letter}"
    raise Untranslatable("is no whole number of seconds", "write it as 90s, 15m, 6h or 7d")


def day(said: Written) -> tuple[str, str]:
    """A date, and the time of day if it is not midnight."""
    value = said.value
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            raise Untranslatable(f"{value!r} moves with the day it is read", "write the date itself") from None
    if isinstance(value, datetime):
        clock = value.time().isoformat()
        return value.date().isoformat(), "" if clock == "00:00:00" else clock
    if isinstance(value, date):
        return value.isoformat(), ""
    raise Untranslatable("is no date", "write it as 2024-01-31")


def literal(text: str) -> str:
    """A text in which levada fills nothing in: `${var.x}` is quoted."""
    return EXPRESSION.sub(lambda match: f"${match[0]}", text)


def public(key: str, value: Any) -> Any:
    """The value, unless levada would take it for a secret, which no spec may hold."""
    if wrong := guarded(parse("", json.dumps({key: value}).encode())).mistakes:
        raise Untranslatable(wrong[0].message, wrong[0].hint)
    return value


def argument(said: Written) -> Any:
    """A value as JSON; what levada would fill in itself is quoted."""
    value = said.value
    if isinstance(value, dict) and "__type__" in value:
        kind = value["__type__"].plain()
        if kind == "builtins.list" and "items" in value:
            return argument(value["items"])
        raise Untranslatable(f"is an object, {kind}, and arguments are JSON", "write a step of another kind")
    if isinstance(value, dict):
        if strange := {"__and__", "__or__", "__join__"} & value.keys():
            raise Untranslatable(f"{strange.pop()} is dag-factory's own", "write the value itself")
        return {key: argument(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [argument(inner) for inner in value]
    if isinstance(value, str):
        return literal(value)
    if value is None or (isinstance(value, bool | int | float) and isfinite(value)):
        return value
    raise Untranslatable(f"{value} is no text, number or list", "quote it")
