"""A file of texts laid beside the contract, as a query."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from levada.engines.files.casting import PLAIN, Notation, faulty, typed
from levada.engines.files.guard import OPEN, Guard
from levada.errors import Permanent
from levada.lake.sql import identifier

ROWS = 65_536
REFUSED = ("Invalid Input Error", "Conversion Error")
"""How DuckDB's messages about the file's content begin; others are about us, memory or disk."""


@dataclass(frozen=True, slots=True)
class Scan:
    """One file. `names`: the columns it has. `relation`: its rows in SQL, each value a text: c0, c1, … in the order of
    `names`. `types`: the contract's columns, in DuckDB's types. `notation`: how values are written. `guard`:
    what messages must not show."""

    file: str
    names: list[str]
    relation: str
    types: dict[str, str]
    notation: Notation = PLAIN
    guard: Guard = OPEN

    def query(self) -> str:
        """Its rows in the contract's columns; a value that does not fit fails the query."""
        values = ", ".join(f"{self._value(name, kind)} AS {identifier(name)}" for name, kind in self.types.items())
        return f"SELECT {values} FROM {self.relation}"

    def _value(self, name: str, kind: str) -> str:
        value = typed(self._text(name), kind, self.notation) if name in self.names else f"CAST(NULL AS {kind})"
        return f"CAST({value} AS BLOB)" if kind == "UUID" else value  # Arrow would be handed its text

    def _text(self, name: str) -> str:
        return column(self.names.index(name))

    def misfit(self, connection: duckdb.DuckDBPyConnection) -> tuple[int, str] | None:
        """The first row (counted from 1) with a value that does not fit, and its column."""
        there = {name: kind for name, kind in self.types.items() if name in self.names}
        wrong = {name: faulty(self._text(name), kind, self.notation) for name, kind in there.items()}
        if not wrong:
            return None
        found = connection.execute(
            f"SELECT number, [{', '.join(wrong.values())}] FROM (SELECT *, row_number() OVER () AS number "
            f"FROM {self.relation}) WHERE {' OR '.join(wrong.values())} LIMIT 1"
        ).fetchall()
        return (found[0][0], list(wrong)[found[0][1].index(True)]) if found else None


def column(number: int) -> str:
    """What a relation calls a column."""
    return identifier(f"c{number}")


def rows(
    connection: duckdb.DuckDBPyConnection, scan: Scan, schema: pa.Schema, explained: Callable[[Exception], Permanent]
) -> Iterator[pa.RecordBatch]:
    """The file's rows, as they stand in it; `explained` makes DuckDB's complaint one that a person understands.

    Raises:
        Permanent: a row cannot be read; the message has file, line, column and value.
    """
    try:
        for batch in connection.sql(scan.query()).to_arrow_reader(ROWS):
            yield batch.cast(schema)
    except (duckdb.Error, OSError) as error:  # Arrow's stream makes an OSError of the former
        if not str(error).startswith(REFUSED):
            raise
        raise explained(error) from None  # DuckDB quotes the file, values that are guarded included
