"""Rows whose key another dataset does not have, as queries."""

from pyiceberg.schema import Schema
from pyiceberg.types import DoubleType, FloatType

from levada.engines.gate.idiom import Idiom
from levada.engines.gate.measures import column_of
from levada.engines.gate.session import WRITTEN, Session
from levada.engines.gate.unasked import Unasked
from levada.engines.gate.values import EXACT
from levada.errors import Permanent
from levada.lake.reading import Rows
from levada.plan.checks import Check
from levada.plan.measures import OrphanValues


def orphans(session: Session, check: Check, measure: OrphanValues, schema: Schema, there: Rows | None) -> str:
    """The rows written whose whole key is not there; None: there is no such dataset yet.

    Raises:
        Permanent: a column is missing on one of the sides.
        Unasked: two columns cannot be compared.
    """
    idiom = session.idiom
    columns = [column_of(idiom, check, name, schema) for name in measure.columns]
    whole = " AND ".join(f"mine.{column} IS NOT NULL" for column in columns)
    if there is None:
        return f"SELECT * FROM {WRITTEN} AS mine WHERE {whole}"
    same = " AND ".join(
        _same(idiom, check, schema, there, mine, theirs)
        for mine, theirs in zip(measure.columns, measure.keys, strict=True)
    )
    return idiom.without.format(mine=WRITTEN, theirs=session.select(there), same=same, whole=whole)


def _same(idiom: Idiom, check: Check, schema: Schema, there: Rows, mine: str, theirs: str) -> str:
    """Two columns' equality: as they are, or as text where their types cannot be compared."""
    if theirs not in there.schema.column_names:
        known = ", ".join(there.schema.column_names)
        raise Permanent(f"check {check.id}: what it refers to has no column {theirs}; it has {known}")
    one, other = schema.find_type(mine), there.schema.find_type(theirs)
    left, right = f"mine.{idiom.identifier(mine)}", f"theirs.{idiom.identifier(theirs)}"
    if one == other and isinstance(one, FloatType | DoubleType) and idiom.nan:
        return _with_none(idiom, left, right)
    if one == other or (isinstance(one, EXACT) and isinstance(other, EXACT)):
        return f"{left} = {right}"
    left_text, right_text = idiom.text(left, one), idiom.text(right, other)
    if left_text is None or right_text is None:
        raise Unasked(f"{mine} is {one}, and {theirs}, to which it refers, {other}: they cannot be compared")
    return f"{left_text} = {right_text}"


def _with_none(idiom: Idiom, left: str, right: str) -> str:
    """Two binary fractions' equality, so that what is no number is equal to itself."""
    one, other = idiom.nan.format(left), idiom.nan.format(right)
    return f"if({one}, 0, {left}) = if({other}, 0, {right}) AND {one} = {other}"
