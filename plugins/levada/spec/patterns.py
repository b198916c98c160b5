"""Regular expressions of a contract: what no engine could read, found before data flows."""

import re
import warnings
from collections.abc import Iterator

from levada.spec.source import Mistake, Path

NAMED = re.compile(r"\(\?<(?=[A-Za-z_])")
PYTHON_ALONE = ("bad escape", "global flags")
"""How Python begins complaints that other engines need not share."""


def pattern_mistakes(pattern: str, path: Path) -> Iterator[Mistake]:
    """Why a pattern is none."""
    if wrong := _wrong(pattern):
        yield Mistake(path, f"{pattern!r} is no regular expression: {wrong}", "close what is open, or escape it: \\[")


def _wrong(pattern: str) -> str:
    """Python's complaint; what only Python minds is left to the engine."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            re.compile(NAMED.sub("(?P<", pattern))
        except re.error as error:
            return "" if error.msg.startswith(PYTHON_ALONE) else str(error)
        except (OverflowError, RecursionError):
            return "it is too large"
    return ""
