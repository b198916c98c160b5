"""The alternatives of a field's type: what may stand there."""

from collections.abc import Iterator
from types import UnionType
from typing import Annotated, Any, TypeGuard, Union, get_args, get_origin

from levada.spec.base import Part


def flat(kind: Any) -> Iterator[Any]:
    """The alternatives of a type, without what pydantic is told about them."""
    if get_origin(kind) is Annotated:
        yield from flat(get_args(kind)[0])
    elif get_origin(kind) in (Union, UnionType):
        for inner in get_args(kind):
            yield from flat(inner)
    else:
        yield kind


def is_part(kind: Any) -> TypeGuard[type[Part]]:
    return isinstance(kind, type) and issubclass(kind, Part)


def is_list(kind: Any) -> bool:
    return get_origin(kind) is tuple


def is_map(kind: Any) -> bool:
    """Of keys that are not ours."""
    return get_origin(kind) is dict


def parts(model: type[Part]) -> Iterator[type[Part]]:
    """A model and every other one that stands anywhere inside it, each once."""
    seen: dict[type[Part], None] = {}
    waiting: list[Any] = [model]
    while waiting:
        for kind in flat(waiting.pop()):
            if is_part(kind) and kind not in seen:
                seen[kind] = None
                waiting += [field.annotation for field in kind.model_fields.values()]
            elif is_list(kind) or is_map(kind):
                waiting += get_args(kind)
    return iter(seen)
