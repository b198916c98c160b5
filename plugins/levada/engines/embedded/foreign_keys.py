"""Rows whose key another dataset does not have, as queries."""

from pyiceberg.schema import Schema

from levada.engines.embedded.measures import EXACT, column_of
from levada.errors import Permanent
from levada.lake.queries import query
from levada.lake.reading import Rows
from levada.lake.sql import identifier
from levada.plan.checks import Check
from levada.plan.measures import OrphanValues


def orphans(check: Check, measure: OrphanValues, schema: Schema, there: Rows | None) -> str:
    """The rows of `written` whose whole key is not there; None: there is no such dataset yet.

    Raises:
        Permanent: a column is missing on one of the sides.
    """
    columns = [column_of(check, name, schema) for name in measure.columns]
    whole = " AND ".join(f"mine.{column} IS NOT NULL" for column in columns)
    if there is None:
        return f"SELECT * FROM written AS mine WHERE {whole}"
    same = " AND ".join(
        _same(check, schema, there, mine, theirs) for mine, theirs in zip(measure.columns, measure.keys, strict=True)
    )
    return f"SELECT * FROM written AS mine ANTI JOIN ({query(there)}) AS theirs ON {same} WHERE {whole}"


def _same(check: Check, schema: Schema, there: Rows, mine: str, theirs: str) -> str:
    """Two columns' equality: as they are, or as text where their types cannot be compared."""
    if theirs not in there.schema.column_names:
        known = ", ".join(there.schema.column_names)
        raise Permanent(f"check {check.id}: what it refers to has no column {theirs}; it has {known}")
    one, other = schema.find_type(mine), there.schema.find_type(theirs)
    left, right = f"mine.{identifier(mine)}", f"theirs.{identifier(theirs)}"
    if one == other or (isinstance(one, EXACT) and isinstance(other, EXACT)):
        return f"{left} = {right}"
    return f"CAST({left} AS VARCHAR) = CAST({right} AS VARCHAR)"
