"""How a fault in a file is told: the file, the place, what stands there, and what should."""

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


def word(kind: str) -> str:
    """A type as a person calls it."""
    return WORDS.get(kind, kind.lower())
