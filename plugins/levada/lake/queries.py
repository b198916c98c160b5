"""The rows of Parquet files as DuckDB sees them: columns by field id, whatever a file calls them."""

from collections.abc import Callable, Sequence

from pyiceberg.schema import Schema
from pyiceberg.types import NestedField

from levada.lake.reading import Rows
from levada.lake.sql import identifier, literal, literals
from levada.lake.sqltypes import duckdb_type
from levada.lake.window import Window


def query(rows: Rows) -> str:
    """SELECT of some rows. A column that a file lacks is null there; no file at all is a typed nothing."""
    if not rows.files:
        columns = ", ".join(
            f"CAST(NULL AS {duckdb_type(field.field_type)}) AS {identifier(field.name)}" for field in rows.schema.fields
        )
        return f"SELECT {columns} WHERE false"
    condition = f" WHERE {_inside(rows.filter)}" if rows.filter else ""
    return f"SELECT * FROM {source(rows.files, rows.schema, lambda field: field.name)}{condition}"


def source(files: Sequence[str], schema: Schema, called: Callable[[NestedField], str]) -> str:
    """What to select from: the columns of some files, there is at least one, `called` so."""
    fields = ", ".join(
        f"{field.field_id}: {{name: {literal(called(field))}, type: {literal(duckdb_type(field.field_type))}, "
        "default_value: NULL}"
        for field in schema.fields
    )
    return f"read_parquet({literals(files)}, schema = MAP {{{fields}}})"


def _inside(window: Window) -> str:
    name, kind = identifier(window.column), duckdb_type(window.field.field_type)
    lower, upper = (literal(bound.isoformat()) for bound in (window.lower, window.upper))
    return f"{name} >= CAST({lower} AS {kind}) AND {name} < CAST({upper} AS {kind})"
