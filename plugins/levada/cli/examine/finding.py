"""What an examination found."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `cure` empty: it is as it should be."""

    subject: str
    says: str
    cure: str = ""

    @property
    def ok(self) -> bool:
        return not self.cure


def listed(names: Iterable[str], most: int = 3) -> str:
    """A few names, and how many more there are."""
    every = sorted(names)
    more = f" and {len(every) - most} more" if len(every) > most else ""
    return ", ".join(every[:most]) + more
