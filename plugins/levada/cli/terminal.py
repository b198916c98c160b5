"""What standard output and standard error can show: which signs, whether in colour, how wide."""

import codecs
import io
import os
import shutil
import sys
from typing import TextIO
from unicodedata import combining, east_asian_width

SIGNS = {"─": "-", "·": ".", "…": "...", "→": "->", "✓": "+", "✗": "x", "■": "#", "✎": "~"}
"""What stands for our own signs where they cannot be written."""
CONTROLS = {code: chr(0x2400 + code) for code in range(32)} | {10: "⏎", 127: "␡"}
"""Characters that would move the cursor, and the pictures that stand for them."""


def prepare() -> None:
    """Let both streams write what their encoding does not have in other signs: nothing fails, and nothing is lost."""
    codecs.register_error("levada", _other_signs)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="levada")


def _other_signs(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeEncodeError)
    said = error.object[error.start : error.end]
    return "".join(SIGNS.get(sign) or sign.encode("ascii", "backslashreplace").decode() for sign in said), error.end


def colour() -> bool | None:
    """False where nobody wants any (https://no-color.org); None: a terminal gets it, a pipe does not."""
    return False if os.environ.get("NO_COLOR") or _dumb() else None


def moves(stream: TextIO) -> bool:
    """Whether a line can be written over."""
    return stream.isatty() and not _dumb()


def _dumb() -> bool:
    return os.environ.get("TERM") == "dumb"


def columns(stream: TextIO) -> int | None:
    """How many signs a line of a terminal has; None: it is none, and takes lines of any length."""
    if not stream.isatty():
        return None
    said = os.environ.get("COLUMNS", "")
    return int(said) if said.isdecimal() and int(said) else os.get_terminal_size(stream.fileno()).columns or None


def help_width() -> int | None:
    """For `--help` where a terminal has fewer columns than click will believe; None: click's own."""
    width = shutil.get_terminal_size().columns
    return max(width - 2, 20) if width < 52 else None


def wide(text: str) -> int:
    """How many columns a text takes: of some scripts, two a sign."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(sign) else 2 if east_asian_width(sign) in "WF" else 1 for sign in text)
