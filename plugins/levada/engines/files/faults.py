"""How a fault in a file is told: the file, the place, what stands there, and what should."""

import re

from levada.engines.files.guard import Guard
from levada.errors import Permanent

WORDS = {
    "BIGINT": "integer",
    "DOUBLE": "number",
    "FLOAT": "number",
    "TIMESTAMPTZ": "timestamp",
}


def said(file: str, fault: str | None, error: Exception, guard: Guard) -> Permanent:
    """The error to raise: the fault that was found, else what DuckDB said."""
    return Permanent(f"{file}, {fault}" if fault else f"{file}: {guard.reason(error)}")


BITS = {"INTEGER": 32, "BIGINT": 64}
WHOLE = re.compile(r"['\"]?[+-]?\d+['\"]?")


def misfit(value: str, kind: str, form: str | None = None) -> str:
    """Why a value, as it is shown, is not of a type. `form`: how it should be written."""
    if kind in BITS and WHOLE.fullmatch(value):
        return f"which is too large for an integer of {BITS[kind]} bits"
    return f"which is no {word(kind)}" + (f" written {form}" if form else "")


def word(kind: str) -> str:
    """A type as a person calls it."""
    return WORDS.get(kind, kind.lower())
