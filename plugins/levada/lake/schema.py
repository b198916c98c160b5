"""Columns of a plan and of rows as a table's schema."""

import pyarrow as pa
from pyiceberg.io.pyarrow import UnsupportedPyArrowTypeException, _pyarrow_to_schema_without_ids
from pyiceberg.schema import Schema, assign_fresh_schema_ids
from pyiceberg.types import NestedField

from levada.errors import Permanent
from levada.lake.arrow import storable
from levada.names import alike
from levada.plan.tables import CHANGING, Column, Table


def schema_of(columns: tuple[Column, ...]) -> Schema:
    """Columns of a contract as an Iceberg schema, all of them nullable, numbered from 1."""
    return Schema(
        *(
            NestedField(number, column.name, column.type, required=False, doc=column.description or None)
            for number, column in enumerate(columns, start=1)
        )
    )


def wanted(table: Table, rows: pa.Schema) -> Schema:
    """The schema a table shall have: its contract's; without one, that of its rows; where columns may
    change, the contract's and what the rows have beyond it.

    Raises:
        Permanent: rows of a type that no table can keep.
    """
    if table.columns is None:
        return _of_rows(table, rows)
    promised = schema_of(table.columns)
    beyond = [field for field in rows if field.name not in promised.column_names]
    if table.on_schema_change not in CHANGING or not beyond:
        return promised
    return assign_fresh_schema_ids(Schema(*promised.fields, *_of_rows(table, pa.schema(beyond), -1).fields))


def told_apart(table: Table, schema: Schema) -> Schema:
    """A schema whose columns differ by more than capitals: no engine could read any other.

    Raises:
        Permanent: it is none.
    """
    if found := alike(field.name for field in schema.fields):
        why = "capitals make no difference: give one another name"
        raise Permanent(f"{table.name} would have the columns {found[0]!r} and {found[1]!r}; {why}")
    return schema


def _of_rows(table: Table, rows: pa.Schema, sign: int = 1) -> Schema:
    """The schema of rows, numbered from 1; or, where the numbers must be nobody else's, downwards from -1."""
    try:
        schema = _pyarrow_to_schema_without_ids(storable(rows))
    except (TypeError, ValueError, NotImplementedError, UnsupportedPyArrowTypeException) as error:
        raise Permanent(f"{table.name}: its rows cannot be kept in a table: {error}: return other types") from error
    numbers = iter(range(sign, sign * 1_000_000, sign))
    return assign_fresh_schema_ids(schema, next_id=lambda: next(numbers))
