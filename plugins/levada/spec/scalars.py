"""What a plain word means in YAML 1.2 core: null, booleans, numbers; everything else (`yes`, `on`, dates) is text."""

import math
import re

NULL = frozenset({"", "~", "null", "Null", "NULL"})
BOOLEAN = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
INTEGER = re.compile(r"[-+]?[0-9]+")
PREFIXED = re.compile(r"0o[0-7]+|0x[0-9a-fA-F]+")
FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?")
NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")
FIRST = frozenset("0123456789+-.")
DIGITS = 300


def resolve(word: str) -> str | int | float | bool | None:
    """The value of a plain (unquoted) scalar.

    Raises:
        ValueError: a number that no JSON reader could take back: infinite, not a number, or hundreds of digits long.
            Its arguments are what is wrong and what is wanted.
    """
    if word in NULL:
        return None
    if word in BOOLEAN:
        return BOOLEAN[word]
    return _number(word) if word[0] in FIRST else word


def _number(word: str) -> str | int | float:
    if INTEGER.fullmatch(word):
        return int(_bounded(word))
    if PREFIXED.fullmatch(word):
        return int(_bounded(word), 0)
    if FLOAT.fullmatch(word):
        number = float(word)
        if math.isfinite(number):
            return number
    elif not NOT_FINITE.fullmatch(word):
        return word
    raise ValueError("numbers must be finite", "a finite number")


def _bounded(word: str) -> str:
    if len(word) > DIGITS:
        raise ValueError(f"a number of more than {DIGITS} digits", "a shorter number")
    return word
