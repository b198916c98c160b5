"""What of a file's values a message may show: what everyone may see, and the contract knows."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from levada.plan.privacy import MASK
from levada.plan.tables import Table

SHOWN = 120
"""Characters of a line that a message shows."""
BENEATH = "\n    "
"""Before a row in a message: mails and lineage have a message's first line only, and that never holds a row."""


@dataclass(frozen=True, slots=True)
class Guard:
    """`hidden`: columns whose values no message shows."""

    hidden: tuple[str, ...] = ()

    def value(self, column: str, text: str) -> str:
        return MASK if column in self.hidden else text

    def row(self, values: Mapping[str, object]) -> dict[str, object]:
        """That a value is null is no secret."""
        return {name: MASK if name in self.hidden and value is not None else value for name, value in values.items()}

    def line(self, text: str) -> str:
        """A line whose columns cannot be told apart."""
        return f"not shown, as it may hold {', '.join(self.hidden)}" if self.hidden else shown(text)

    def reason(self, error: Exception) -> str:
        """What DuckDB said, which may quote the file."""
        if self.hidden:
            return f"DuckDB fails with {type(error).__name__}, whose message is {self.line('')}"
        first, *more = str(error).partition("\nPossible ")[0].splitlines()
        return BENEATH.join(filter(None, (first.strip(), " ".join(" ".join(more).split()))))


OPEN = Guard()
"""Where there is no contract yet: whoever asks has the file before him."""


def guard(table: Table, columns: Iterable[str] | None = None) -> Guard:
    """That of a file with some columns; None: nobody knows which, so the contract's."""
    guarded = {column.name: column.guarded for column in table.columns or ()}
    return Guard(tuple(name for name in (guarded if columns is None else columns) if guarded.get(name, True)))


def shown(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"
