"""The columns of a file beside those of a contract: matched by name, whatever their order."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import pyarrow as pa
from pyiceberg.io.pyarrow import schema_to_pyarrow
from pyiceberg.schema import Schema

from levada.errors import Permanent
from levada.lake.schema import schema_of
from levada.lake.sqltypes import duckdb_type
from levada.plan.checks import Threshold
from levada.plan.measures import NullValues
from levada.plan.privacy import MASK
from levada.plan.tables import Table

Difference = tuple[Literal["beyond", "without", "rounded"], str]
"""A column that a file has beyond the contract, or one of the contract's that it is without, or one whose values have
more digits than the contract keeps."""


@dataclass(frozen=True, slots=True)
class Promised:
    """What the rows of every file are to be: the contract's columns, in DuckDB's `types` and as an Arrow `schema`.

    `drift`: in which columns files differ from the contract, and which file was the first with each."""

    table: Table
    types: dict[str, str]
    schema: pa.Schema
    drift: dict[Difference, str] = field(default_factory=dict)

    def joined(self, columns: Mapping[str, pa.DataType], published: Schema | None = None) -> "Promised":
        """The same with columns that files have beyond the contract: of the type that they have in the `published`
        schema, else of text, or of the type that Parquet says. Those without a name, and those with columns inside, are
        not among them."""
        new = {name: kind for name, kind in columns.items() if name not in self.types and name and not nested(kind)}
        known = [field for field in published.fields if field.name in new and field.field_type.is_primitive] \
                if published else []  # fmt: skip
        new |= {field.name: field.type for field in schema_to_pyarrow(Schema(*known), include_field_ids=False)}
        types = self.types | dict.fromkeys(new, "VARCHAR")
        types |= {field.name: duckdb_type(field.field_type) for field in known}
        return Promised(self.table, types, pa.schema([*self.schema, *(pa.field(*column) for column in new.items())]))

    def matched(self, file: str, there: Sequence[str], sparse: bool = False) -> list[str]:
        """The contract's columns that a file has. In what it differs is added to `drift`. `sparse`: what is not there
        was perhaps null in every row, as in JSON.

        Raises:
            Permanent: a column that is required is not there, one is there twice, or nothing may differ and something
                does.
        """
        _once(file, [name for name in there if name in self.types])
        self._complete(file, there)
        beyond = self._named([name for name in there if name not in self.types], there)
        without = [column.name for column in self.table.columns or () if column.name not in there]
        if self.table.on_schema_change == "fail":
            self._same(file, beyond, [] if sparse else without, there)
        for name in beyond:
            self.drift.setdefault(("beyond", name), file)
        for name in without:
            self.drift.setdefault(("without", name), file)
        return [name for name in self.types if name in there]

    def _same(self, file: str, beyond: Sequence[str], without: Sequence[str], there: Sequence[str]) -> None:
        """A file has the contract's columns, and no others."""
        contract, why = f"the contract of {self.table.name}", "with on_schema_change: fail they are refused"
        if without:
            raise Permanent(
                f"{file} is without columns that {contract} has: {', '.join(without)}{alike(without, there)}; {why}: "
                f"correct the file, take them out of the contract, or say another word"
            )
        if beyond:
            raise Permanent(
                f"{file} has columns that {contract} does not have: {', '.join(beyond)}; {why}: "
                f"take them into the contract, or say another word"
            )

    def _complete(self, file: str, there: Sequence[str]) -> None:
        """What is required is there, and something of the contract is: else every value would be null."""
        required = _required(self.table)
        missing = [name for name in self.types if name not in there and name in required]
        common = not self.types or any(name in self.types for name in there)
        if missing or not common:
            what = f"no column {', '.join(missing)}, which the contract requires" if missing else (
                f"none of the columns of {self.table.name}: {', '.join(self.types)}")  # fmt: skip
            raise Permanent(
                f"{file} has {what}{alike(missing or self.types, there)}; "
                f"it has {', '.join(self._named(there, there))}. {_cure(there)}"
            )

    def _named(self, names: Sequence[str], there: Sequence[str]) -> Sequence[str]:
        """Columns of a file, as a message may name them: where the contract guards some and knows none of all that are
        there, they may be the values of a file that has no header."""
        is_guarded = any(column.guarded for column in self.table.columns or ())
        return [MASK] if names and is_guarded and not set(there) & self.types.keys() else names


def nested(kind: pa.DataType) -> bool:
    """Whether a type has others inside: tables do not keep such columns yet."""
    return bool(pa.types.is_nested(kind))


def promised(table: Table) -> Promised:
    """A table's columns, to read files by.

    Raises:
        Permanent: it has no contract.
    """
    if table.columns is None:
        raise Permanent(f"{table.name} has no contract: files need one, to know their columns' types")
    columns = schema_of(table.columns)
    arrow = schema_to_pyarrow(columns, include_field_ids=False)
    nullable = pa.schema([column.with_nullable(True) for column in arrow])
    return Promised(table, {column.name: duckdb_type(column.field_type) for column in columns.fields}, nullable)


def _required(table: Table) -> set[str]:
    """Columns without a single null: a file that lacks one need not be read to be refused."""
    checks = [check for check in table.checks if check.severity == "error" and check.must == Threshold()]
    return {check.measure.column for check in checks if isinstance(check.measure, NullValues)}


def _once(file: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise Permanent(f"{file} has column {name} twice: rename one of them")
        seen.add(name)


def _cure(there: Sequence[str]) -> str:
    """What to do about a file of other columns. A single name with another delimiter inside is several."""
    sign = next((sign for sign in ";\t|," if len(there) == 1 and sign in there[0]), None)
    if sign is None:
        return "Correct the file, or the contract"
    return f"Say how the file is written: files: {{path: …, options: {{delimiter: {json.dumps(sign)}}}}}"


def alike(missing: Iterable[str], there: Iterable[str]) -> str:
    """Names that differ from a missing one in case or blanks only, said aloud."""
    plain = {name.strip().lower(): name for name in there}
    found = [repr(plain[name.lower()]) for name in missing if name.lower() in plain]
    return f" (but it has {', '.join(found)}: names are compared exactly)" if found else ""
