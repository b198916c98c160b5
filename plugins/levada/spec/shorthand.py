"""Short forms become long ones, and the users' own `x-` keys go: what is left is what the models describe.

Which short form a part has, is said where the part is: `Part.principal`, `Part.unfolded`, `OrAlone`."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, get_args

from pydantic.fields import FieldInfo

from levada.spec.base import OrAlone, Part
from levada.spec.shape import flat, is_list, is_map, is_part

Value = Any  # JSON; the shapes are what is being found out here
Unfold = Callable[[Value], Value]


def long_form(part: type[Part], said: Value) -> Value:
    """A part with every short form in it written out. What has no known shape is left for the models to refuse."""
    value = part.unfolded(said)
    if not isinstance(value, Mapping):
        return value
    fields = _fields(part)
    return {key: _at(fields, key, inner) for key, inner in value.items() if not key.startswith("x-")}


def _at(fields: Mapping[str, Unfold], key: str, value: Value) -> Value:
    return fields[key](value) if key in fields else value


@cache
def _fields(part: type[Part]) -> Mapping[str, Unfold]:
    """What to do with the value of each key, where anything is to be done."""
    said = {field.alias or name: _field(field) for name, field in part.model_fields.items()}
    return {key: unfold for key, unfold in said.items() if unfold}


def _field(field: FieldInfo) -> Unfold | None:
    inner = _unfold(field.annotation)
    if not any(isinstance(mark, OrAlone) for mark in field.metadata):
        return inner
    return lambda value: [value] if isinstance(value, str) else inner(value) if inner else value


def _unfold(annotation: Any) -> Unfold | None:
    """How a value of a type is written out; None: it is passed on word for word, `x-` keys included."""
    kinds = list(flat(annotation))
    part = next(filter(is_part, kinds), None)
    items = next((_unfold(get_args(kind)[0]) for kind in kinds if is_list(kind)), None)
    entries = next((_entries(*get_args(kind)) for kind in kinds if is_map(kind)), None)
    if not (part or items or entries):
        return None

    def unfold(value: Value) -> Value:
        if isinstance(value, list) and items:
            return [items(item) for item in value]
        if isinstance(value, dict) and entries:
            return entries(value)
        return long_form(part, value) if part else value

    return unfold


def _entries(key: Any, value: Any) -> Unfold | None:
    """Of a map: its keys are names of ours, or its values have a form; otherwise it is somebody else's."""
    unfold = _unfold(value)
    if unfold is None and key is str:
        return None
    same: Unfold = lambda inner: inner  # noqa: E731
    each = unfold or same
    return lambda held: {name: each(inner) for name, inner in held.items() if not name.startswith("x-")}
