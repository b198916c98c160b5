"""How a fault in a file is told: the file, the place, what stands there, and what should."""

from levada.errors import Permanent

WORDS = {
    "BIGINT": "integer",
    "DOUBLE": "number",
    "FLOAT": "number",
    "TIMESTAMPTZ": "timestamp",
}
SHOWN = 120
"""Characters of a line that a message shows."""


def said(file: str, fault: str | None, error: Exception) -> Permanent:
    """The error to raise: the fault that was found, else what DuckDB said."""
    reason = " ".join(str(error).partition("\nPossible ")[0].split())
    return Permanent(f"{file}, {fault}" if fault else f"{file}: {reason}")


def word(kind: str) -> str:
    """A type as a person calls it."""
    return WORDS.get(kind, kind.lower())


def shown(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
