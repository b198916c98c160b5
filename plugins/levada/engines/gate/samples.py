"""A few rows as JSON objects: the same rows, in the same words, whichever engine has found them."""

import json
import math
from collections.abc import Callable, Mapping
from typing import Any

from pyiceberg.schema import Schema
from pyiceberg.types import IcebergType, NestedField, PrimitiveType, StringType

from levada.engines.gate.idiom import Idiom, word
from levada.engines.gate.session import Session
from levada.engines.gate.values import nearest
from levada.plan.privacy import MASK

SAMPLE = 5
Hide = Callable[[str], bool]
"""Whether only some may see the values of a column."""


def sample(session: Session, rows: str, schema: Schema, hide: Hide) -> tuple[str, ...]:
    """The first rows of a query in the order of their values, whose columns are those of a schema. Values of columns to
    `hide` do not leave the engine; that one is null is no secret."""
    idiom, fields = session.idiom, schema.fields
    shown = ", ".join(_hidden(idiom, field) if hide(field.name) else _shown(idiom, field) for field in fields)
    plain = (idiom.identifier(field.name) for field in fields if isinstance(field.field_type, PrimitiveType))
    order = ", ".join(f"found.{name} NULLS LAST" for name in plain)
    by = f" ORDER BY {order}" if order else ""
    first = f"SELECT * FROM ({rows}) AS found{by} LIMIT {SAMPLE}"
    found = session.ask(f"SELECT {shown} FROM ({first}) AS found{by}")
    return tuple(_object(fields, row, hide) for row in found)


def _hidden(idiom: Idiom, field: NestedField) -> str:
    return f"CASE WHEN {idiom.identifier(field.name)} IS NOT NULL THEN {idiom.string(MASK)} END"


def _shown(idiom: Idiom, field: NestedField) -> str:
    name = idiom.identifier(field.name)
    if not isinstance(field.field_type, PrimitiveType):
        return idiom.nested.format(name)
    return idiom.text(name, field.field_type) or name


def _object(fields: tuple[NestedField, ...], row: tuple[Any, ...], hide: Hide) -> str:
    kinds = (StringType() if hide(field.name) else field.field_type for field in fields)
    values = (
        f"{_quoted(field.name)}:{_value(kind, value)}" for field, kind, value in zip(fields, kinds, row, strict=True)
    )
    return f"{{{','.join(values)}}}"


def _value(kind: IcebergType, value: Any) -> str:
    if value is None:
        return "null"
    if not isinstance(kind, PrimitiveType):
        return json.dumps(json.loads(value), ensure_ascii=False, separators=(",", ":"))
    return PLAIN.get(word(kind), _quoted)(value)


def _quoted(value: Any) -> str:
    return json.dumps(str(value), ensure_ascii=False)


def _as_it_is(value: Any) -> str:
    return str(value)


def _number(value: Any) -> str:
    """What is no number, or has no end, is a text: JSON has no such numbers."""
    number = float(value)
    return json.dumps(number if math.isfinite(number) else str(number))


def _single(value: Any) -> str:
    """A number of 32 bits in as few digits as tell it from its neighbours."""
    number = float(value)
    found = (float(f"{number:.{digits}g}") for digits in range(6, 10))
    return _number(next((short for short in found if nearest(short) == number), number))


PLAIN: Mapping[str, Callable[[Any], str]] = {
    **dict.fromkeys(("boolean", "int", "long", "decimal"), _as_it_is),
    "double": _number,
    "float": _single,
}
"""Types whose values JSON does not put into quotation marks; an engine tells them as text."""
