"""Whether a spec gives a class values of the types that its annotations say, as far as these are simple: a doubt, no
fault, because annotations of others are not always true."""

import builtins
import inspect
from collections.abc import Collection, Iterable, Iterator, Mapping, MutableMapping, Sequence
from datetime import timedelta
from types import NoneType, SimpleNamespace, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

TAKES: Mapping[Any, tuple[type, ...]] = {
    str: (str,),
    bool: (bool, int),
    int: (int, float),
    float: (int, float),
    list: (list,),
    dict: (dict,),
    Sequence: (list, str),
    Collection: (list, str, dict),
    Iterable: (list, str, dict),
    Mapping: (dict,),
    MutableMapping: (dict,),
    timedelta: (int, float),
    NoneType: (),
}
"""Annotation -> the values of a spec that it does not rule out. One that is not here rules out nothing."""
NEVER = "ArgNotSet"
"""Airflow's word for what is not said: no value of a spec is that."""
CALLED: Mapping[type, str] = {str: "a text", bool: "true or false", int: "a number", float: "a number", list: "a list",
                              dict: "a map"}  # fmt: skip


class ArgNotSet:
    """Stands in for Airflow's of this name, which its own operators import for type checkers alone."""

    __module__ = "builtins"  # in messages it has no other name


class _Names(dict[str, Any]):
    """What an annotation may name; what else is imported for type checkers alone may be anything."""

    def __missing__(self, name: str) -> Any:
        return ArgNotSet if name == NEVER else Any


def doubts(found: type, arguments: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Arguments whose values are of other types than a class says, and how that is told. A template may come to
    anything, and so may a file of them."""
    said = annotations(found)
    for name, value in arguments.items():
        if not (value is None or _template(found, name, value) or fits(value, said.get(name, Any))):
            kind = inspect.formatannotation(said[name])
            yield name, f"{found.__name__} says that {name!r} is {kind}, and this is {CALLED[type(value)]}"


def annotations(found: type) -> dict[str, Any]:
    """Every argument of a class, its ancestors' included, and its annotation; Any where nobody can tell."""
    kinds: dict[str, Any] = {}
    for ancestor in found.__mro__:
        if "__init__" in vars(ancestor) and ancestor is not object:
            function = inspect.unwrap(vars(ancestor)["__init__"])
            for name, one in inspect.signature(function).parameters.items():
                kinds.setdefault(name, _resolved(one.annotation, getattr(function, "__globals__", {})))
    return kinds


def fits(value: Any, kind: Any) -> bool:
    """Whether an annotation does not rule a value out."""
    origin, inner = get_origin(kind), get_args(kind)
    if origin in (Union, UnionType):
        return any(fits(value, one) for one in inner)
    if origin is Annotated:
        return fits(value, inner[0])
    if origin is Literal:
        return any(value == one and type(value) is type(one) for one in inner)
    plain = origin or kind
    if getattr(plain, "__name__", "") == NEVER:
        return False
    return not isinstance(plain, type) or plain not in TAKES or isinstance(value, TAKES[plain])


def _resolved(annotation: Any, names: Mapping[str, Any]) -> Any:
    if annotation is inspect.Parameter.empty:
        return Any
    try:
        holder: Any = SimpleNamespace(__annotations__={"it": annotation})
        return get_type_hints(holder, {}, _Names({**vars(builtins), **names}), include_extras=True)["it"]
    except Exception:  # whatever else it names or does, it is not ours to judge
        return Any


def _template(found: type, name: str, value: Any) -> bool:
    """Whether a text is filled in before it is used, or read from a file."""
    if not isinstance(value, str):
        return False
    endings = tuple(getattr(found, "template_ext", ()))
    file = name in getattr(found, "template_fields", ()) and value.endswith(endings)
    return "{{" in value or "{%" in value or file
