"""The answer to a query becomes a draft: Trino makes the data files wherever its values are the table's own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
from pyiceberg.schema import Schema

from levada.engines.trino.columns import arrow_type
from levada.engines.trino.fitting import fits, trino_type
from levada.engines.trino.inputs import inside
from levada.engines.trino.session import Session
from levada.lake.adoption import Commission, Delivery
from levada.lake.arrow import same_columns
from levada.lake.catalogue import Lake
from levada.lake.meeting import met
from levada.lake.registration import files_of, registered
from levada.lake.sql import identifier
from levada.plan.tables import BY_KEY

Called = Callable[[Sequence[str]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a query will give. `text`: of it, in Trino's words; `columns`: their names and Trino's types."""

    text: str
    columns: tuple[tuple[str, str], ...]

    @property
    def schema(self) -> pa.Schema:
        """As Arrow has it.

        Raises:
            Permanent: it has columns that no table can keep.
        """
        return pa.schema([(name, arrow_type(name, kind)) for name, kind in self.columns])

    def storable(self, schema: Schema) -> bool:
        """Whether every value is one of a table's, or fails to become one."""
        types = dict(self.columns)
        return all(fits(types[field.name], field.field_type) for field in schema.fields if field.name in types)


def enclosed(text: str) -> str:
    """A query to select from; it begins on a line of its own, the second one, so that lines can be told."""
    return f"(\n{text}\n) AS answer"


def answer(session: Session, text: str, called: Called = list) -> Answer:
    """What a query will give, which no row is read for. `called`: what to call its columns; Trino takes capitals for
    small letters."""
    with session.query(f"SELECT * FROM {enclosed(text)} LIMIT 0") as cursor:
        cursor.fetchall()
        told = cursor.description or ()
        names = called([column.name for column in told])
        return Answer(text, tuple((name, str(column.type_code)) for name, column in zip(names, told, strict=True)))


@dataclass(frozen=True, slots=True)
class Making:
    """Where Trino makes data files. `catalog`: what it calls the lake's catalogue."""

    session: Session
    lake: Lake
    catalog: str
    scratch: Path

    def delivered(self, told: Answer, asked: Commission) -> Delivery:
        """Data files of a query's rows.

        Raises:
            Permanent: its columns are not the table's.
        """
        table, schema = asked.table, asked.fork.table.schema()
        same_columns(table.name, told.schema, schema, table.on_schema_change)
        with registered(self.lake, table, asked.fork, asked.number) as sketch:
            self.session.rows(_insertion(identifier(self.catalog, *sketch), told, asked))
            files = tuple(files_of(self.lake, sketch, asked.fork))
        return met(asked, files, self.scratch) if table.strategy in BY_KEY else Delivery(files)


def _insertion(into: str, told: Answer, asked: Commission) -> str:
    names = dict(told.columns)
    fields = [field for field in asked.fork.table.schema().fields if field.name in names]
    columns = ", ".join(identifier(field.name) for field in fields)
    values = ", ".join(
        f"CAST({identifier(field.name)} AS {trino_type(field.field_type)}) AS {identifier(field.name)}"
        for field in fields
    )
    rows = f"SELECT {values} FROM {enclosed(told.text)}"
    if asked.within and asked.seen:  # of what a step that looks back has read, only its interval is kept
        kept = f"{inside(asked.within)} OR NOT coalesce({inside(asked.seen)}, false)"
        rows = f"SELECT {columns} FROM ({rows}) AS kept WHERE {kept}"
    return f"INSERT INTO {into} ({columns}) {rows}"
