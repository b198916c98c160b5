"""A commit as a value: what has to hold of a table, and what then changes."""

from dataclasses import dataclass

from pyiceberg.table import Table
from pyiceberg.table.update import TableRequirement, TableUpdate


@dataclass(frozen=True, slots=True)
class Commit:
    table: Table
    required: tuple[TableRequirement, ...]
    changes: tuple[TableUpdate, ...]


class NotTogether(Exception):
    """The catalogue has no commit for several tables; nothing has happened."""
