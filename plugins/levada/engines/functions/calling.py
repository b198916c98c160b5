"""A function of `spark_jobs/` is loaded and called by names; what it returns gets the names of the step's outputs."""

import inspect
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from levada.engines.functions.complaints import place
from levada.errors import Permanent

TABLES = "The step's `reads` and `with` name the arguments."


def load(folder: str, module: str, name: str) -> Callable[..., Any]:
    """The function, imported from `spark_jobs/`."""
    sys.path.insert(0, folder)
    sys.dont_write_bytecode = True  # the folder is the user's
    with _staying():
        found = getattr(import_module(module), name, None)
    if not callable(found):
        raise Permanent(f"{place(module)} has no function {name!r}: write it, or name another as `module:function`")
    function: Callable[..., Any] = found
    return function


def wanted(function: Callable[..., Any], offered: Mapping[str, Any]) -> dict[str, Any]:
    """Of what is offered, that for which a function has a parameter."""
    parameters = inspect.signature(function).parameters
    return {name: value for name, value in offered.items() if name in parameters}


def called(function: Callable[..., Any], arguments: Mapping[str, Any], why: str = TABLES) -> Any:
    """What the function returns; refused are arguments it does not take, or lacks. `why`: where they come from."""
    signature = inspect.signature(function)
    try:
        signature.bind(**arguments)
    except TypeError as error:
        raise Permanent(
            f"{place(function.__module__)}: {function.__name__}({', '.join(signature.parameters)}) is called with "
            f"({', '.join(arguments)}): {error}. {why}"
        ) from error
    with _staying():
        return function(**arguments)


@contextmanager
def _staying() -> Iterator[None]:
    """Nobody ends the process that has called him: the step would seem to be done."""
    try:
        yield
    except SystemExit as error:
        said = "" if error.code is None else repr(error.code)
        why = f"sys.exit({said}) would end the step unseen: raise an error, or return the result"
        raise RuntimeError(why).with_traceback(error.__traceback__) from None


def named(result: Any, outputs: Sequence[str], fits: Callable[[Any], bool], word: str) -> dict[str, Any]:
    """The tables by the names of the step's outputs; one alone need not be named. `word`: what a table has to be."""
    found = result if isinstance(result, dict) else {outputs[0]: result} if len(outputs) == 1 else {}
    if set(found) != set(outputs):
        returned = f"a dict of {_listed(found)}" if found else f"a {type(result).__name__}"
        raise Permanent(f"the job returned {returned}, and the step's `into` has {', '.join(outputs)}")
    for name, one in found.items():
        if not fits(one):
            raise Permanent(f"the job returned a {type(one).__name__} for {name}: it has to be {word}")
    return {name: found[name] for name in outputs}


def _listed(names: Iterable[object]) -> str:
    return ", ".join(sorted(map(str, names)))
