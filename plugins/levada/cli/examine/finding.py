"""What an examination found."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from levada.errors import LevadaError

CURED = re.compile(r"(.*): ((?:[^:`]|`[^`]*`)*)", re.DOTALL)
"""A message and its cure, which comes last; what stands in backticks is one word."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `cure` empty: it is as it should be."""

    subject: str
    says: str
    cure: str = ""

    @property
    def ok(self) -> bool:
        return not self.cure


def wrong(subject: str, error: LevadaError, cure: str) -> Finding:
    """What an error says, with its own cure if it has one."""
    said = CURED.fullmatch(str(error))
    return Finding(subject, *said.groups()) if said else Finding(subject, str(error), cure)


def listed(names: Iterable[str], most: int = 3) -> str:
    """A few names, and how many more there are."""
    every = sorted(names)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more
