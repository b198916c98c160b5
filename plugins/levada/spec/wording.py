"""Types in words: what may stand under a key, short forms included."""

from collections.abc import Iterable
from datetime import date
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import JsonValue
from pydantic.fields import FieldInfo

from levada.names import DATASET, NAME
from levada.spec.base import WRITTEN, OrAlone, Part
from levada.spec.defaults import PATTERN
from levada.spec.environment import CONF, SERVER, SIZE, STORE
from levada.spec.shape import flat, is_list, is_map, is_part

PATTERNS = {
    f"^{NAME.pattern}$": "name",
    f"^{DATASET.pattern}$": "dataset",
    f"^({PATTERN})$": "dataset, `raw.*` or `*`",
    STORE: "`s3://bucket` or `s3://`",
    CONF: "`spark.…`",
    SERVER: "`https://host:port`",
    SIZE: "size, `2GiB`",
}
"""Texts that have a name of their own."""
PLAIN: dict[Any, str] = {
    str: "text",
    int: "whole number",
    float: "number",
    bool: "`true` or `false`",
    date: "date",
    JsonValue: "any value",
}


def words(field: FieldInfo) -> str:
    """What may stand under a key, as a person says it."""
    return _words(field.annotation, tuple(field.metadata))


def is_duration(field: FieldInfo) -> bool:
    return WRITTEN in field.metadata


def linked(names: Iterable[str]) -> str:
    """Words that are written as they are."""
    return ", ".join(f"`{name}`" for name in names)


def _words(kind: Any, marks: tuple[Any, ...] = ()) -> str:
    if get_origin(kind) is Annotated:
        inner, *more = get_args(kind)
        return _words(inner, (*marks, *more))
    if any(isinstance(mark, OrAlone) for mark in marks):
        item = next(get_args(one)[0] for one in flat(kind) if is_list(one))
        return f"{_words(item)} or {_words(kind)}"
    if get_origin(kind) in (Union, UnionType):
        return " or ".join(dict.fromkeys(_words(one, marks) for one in get_args(kind) if one is not NoneType))
    if is_part(kind):
        return _part(kind)
    if get_origin(kind) is Literal:
        return linked(get_args(kind))
    if is_list(kind):
        return f"list of {_inner(get_args(kind)[0])}"
    return _map(*get_args(kind)) if is_map(kind) else _plain(kind, marks)


def _map(key: Any, value: Any) -> str:
    """One whose keys and values are both free is just a map."""
    return "map" if (key, value) == (str, JsonValue) else f"map of {_inner(key)} to {_inner(value)}"


def _inner(kind: Any) -> str:
    """What stands inside something else, so that its forms are not taken for the other's."""
    said = _words(kind)
    return f"({said})" if " or " in said and said not in PATTERNS.values() else said


def _part(part: type[Part]) -> str:
    """Its short form, if it has one, and itself."""
    link = f"[{part.__name__}](#{part.__name__.lower()})"
    if not part.principal:
        return link
    return f"{words(part.model_fields[part.principal])} or {link}"


def _plain(kind: Any, marks: tuple[Any, ...]) -> str:
    if WRITTEN in marks:
        return "duration"
    if pattern := next((mark.pattern for mark in marks if getattr(mark, "pattern", None)), None):
        return PATTERNS.get(pattern, "text")
    least = next((mark.ge for mark in marks if getattr(mark, "ge", None) is not None), None)
    return PLAIN[kind] + (f", {least} or more" if least is not None else "")
