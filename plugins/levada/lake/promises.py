"""Columns that another engine has built, held against the contract."""

from collections.abc import Iterator

from pyiceberg.schema import Schema
from pyiceberg.table.metadata import TableMetadata
from pyiceberg.types import NestedField

from levada.errors import Permanent
from levada.lake.evolution import wider
from levada.lake.schema import schema_of
from levada.plan.tables import CHANGING, Table


def promised(table: Table, metadata: TableMetadata) -> Schema:
    """The table's columns, wider where the contract has a wider type, which files need not be written anew for.

    Raises:
        Permanent: a column is missing, of another type, or nobody's; all of them named.
    """
    built = metadata.schema()
    if table.columns is None:
        return built
    said = schema_of(table.columns)
    if problems := [*_missing(table, built, said), *_others(built, said)]:
        raise Permanent(
            f"{table.name}: built {'; '.join(problems)}: let the model return the columns of the contract, in its types"
        )
    fields = tuple(_as_said(field, said) for field in built.fields)
    if fields == built.fields:
        return built
    known = (schema for schema in metadata.schemas if schema.fields == fields)
    return next(known, None) or Schema(*fields, schema_id=1 + max(one.schema_id for one in metadata.schemas))


def _missing(table: Table, built: Schema, said: Schema) -> Iterator[str]:
    """Columns of one side that the other has not."""
    there, promised_ = {field.name for field in built.fields}, {field.name for field in said.fields}
    if lacking := sorted(promised_ - there):
        yield f"without {', '.join(lacking)}"
    if (extra := sorted(there - promised_)) and table.on_schema_change not in ("ignore", *CHANGING):
        yield f"with unknown {', '.join(extra)}"


def _others(built: Schema, said: Schema) -> Iterator[str]:
    """Columns that are of a type which is not, and cannot become, the promised one."""
    types = {field.name: field.field_type for field in said.fields}
    for field in built.fields:
        kind = types.get(field.name, field.field_type)
        if kind != field.field_type and not wider(kind, field.field_type):
            yield f"{field.name} as {field.field_type}, and {kind} was promised"


def _as_said(field: NestedField, said: Schema) -> NestedField:
    kind = next((one.field_type for one in said.fields if one.name == field.name), field.field_type)
    return NestedField(field.field_id, field.name, kind, required=field.required, doc=field.doc)
