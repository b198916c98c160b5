"""One CSV file laid beside the contract, as a query."""

from dataclasses import dataclass
from pathlib import Path

from levada.engines.embedded.files.casting import typed
from levada.engines.embedded.files.dialect import Dialect, column, header
from levada.engines.embedded.files.matching import matched
from levada.engines.embedded.sql import identifier
from levada.plan.tables import Table


@dataclass(frozen=True, slots=True)
class Scan:
    """One CSV file. `names`: its columns in order. `types`: the contract's columns, in DuckDB's types."""

    file: str
    path: Path
    dialect: Dialect
    names: list[str]
    types: dict[str, str]

    def query(self) -> str:
        values = ", ".join(f"{self._value(name, kind)} AS {identifier(name)}" for name, kind in self.types.items())
        return f"SELECT {values} FROM {self.dialect.scan(self.path, len(self.names))}"

    def _value(self, name: str, kind: str) -> str:
        if name not in self.names:
            return f"CAST(NULL AS {kind})"
        return typed(column(self.names.index(name)), kind)


def scan(file: str, path: Path, dialect: Dialect, table: Table, types: dict[str, str], extra: set[str]) -> Scan:
    """A file laid beside the contract. Columns the contract does not know are added to `extra`.

    Raises:
        Permanent: the file is empty, or a required column is missing.
    """
    names = header(file, path, dialect)
    if not dialect.header:
        names = [column.name for column in table.columns or ()]
    matched(file, table, names, extra)
    return Scan(file, path, dialect, names, types)
