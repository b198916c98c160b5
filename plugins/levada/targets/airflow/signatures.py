"""Whether an operator, or a notifier, takes the arguments it is given: asked of the class itself, before a scheduler
sees it.

`levada validate` asks in a process of its own, because importing Airflow takes seconds:
`python -m levada.targets.airflow.signatures QUESTIONS ANSWERS`, two JSON files."""

import inspect
import json
import sys
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.sdk import DAG, BaseNotifier, BaseOperator

from levada.targets.airflow.templates import DATED, RAW, known, texts, unknown, unread

if TYPE_CHECKING:
    from levada.plan.actions import Operator
    from levada.plan.graph import Channel

Kind = type[BaseOperator] | type[BaseNotifier]
Fault = tuple[tuple[str, ...], str, str]
"""The part of `operator`, or of the channel, that is wrong, what is wrong, and the cure."""
WORDS: Mapping[Kind, str] = {BaseOperator: "operator", BaseNotifier: "notifier"}


def faults(called: "Operator | Channel") -> Iterator[Fault]:
    """Everything that is wrong; a class that can be made of its arguments has no fault but a template where it fills
    none."""
    try:
        found = _load(called.path, _base(called))
    except LookupError as error:
        yield ("class",), str(error.args[0]), error.args[1]
        return
    arguments = json.loads(called.arguments)
    try:
        _try(found, arguments)
    except Exception as error:  # whatever its constructor raises, it cannot be made
        told = tuple(_unfit(found, arguments))
        yield from told or ((("args",), f"{found.__name__} cannot be made: {error}", "compare with its reference"),)
    else:
        yield from _unfilled(found, arguments)


def _base(called: "Operator | Channel") -> Kind:
    from levada.plan.graph import Channel

    return BaseNotifier if isinstance(called, Channel) else BaseOperator


def _try(found: Kind, arguments: dict[str, Any]) -> None:
    """Make one; an operator in a DAG of its own, so that it is in no other, whoever's `with` this happens in."""
    if issubclass(found, BaseNotifier):
        found(**arguments)
        return
    apart = DAG("tried", schedule=None)
    found(task_id="tried", dag=apart, task_group=apart.task_group, **arguments)


def load(path: str) -> type[BaseOperator]:
    """The class of an operator.

    Raises:
        LookupError: what is wrong and the cure: no such module or class, or it is no operator.
    """
    found: type[BaseOperator] = _load(path, BaseOperator)
    return found


def _load(path: str, kind: Kind) -> Any:
    module, _, name = path.rpartition(".")
    try:
        holder = import_module(module)
    except ImportError as error:
        cure = f"install the provider that has it, or correct the name ({error})"
        raise LookupError(f"there is no module {module}", cure) from error
    found = getattr(holder, name, None)
    if not _is(found, kind):
        known = [key for key, value in vars(holder).items() if _is(value, kind)]
        hint = _nearest(name, known) or f"{WORDS[kind]}s there: {', '.join(sorted(known)) or 'none'}"
        raise LookupError(f"{module} has no {WORDS[kind]} {name}", hint)
    return found


def _is(value: Any, kind: Kind) -> bool:
    return isinstance(value, type) and issubclass(value, kind)


def parameters(found: Kind) -> dict[str, bool]:
    """Every argument of a class, its ancestors' included, and whether it must be given."""
    names: dict[str, bool] = {}
    for ancestor in found.__mro__:
        if "__init__" in vars(ancestor):
            own = inspect.signature(vars(ancestor)["__init__"]).parameters.values()
            for one in own:
                if one.name != "self" and one.kind in (one.POSITIONAL_OR_KEYWORD, one.KEYWORD_ONLY):
                    names.setdefault(one.name, one.default is one.empty)
            if not any(one.kind is one.VAR_KEYWORD for one in own):
                break
    return names


def _unfit(found: Kind, arguments: dict[str, Any]) -> Iterator[Fault]:
    known = parameters(found)
    for name in arguments:
        if name not in known:
            hint = _nearest(name, list(known)) or "compare with its reference"
            yield ("args", name), f"{found.__name__} has no argument {name!r}", hint
    for name, needed in known.items():
        if needed and name not in arguments and name != "task_id":
            yield ("args",), f"{found.__name__} lacks the argument {name!r}", f"add args.{name}"


def _unfilled(found: Kind, arguments: dict[str, Any]) -> Iterator[Fault]:
    for name, value in arguments.items():
        if "{{" in json.dumps(value) and name not in found.template_fields:
            fields = ", ".join(found.template_fields) or "none"
            message = f"{found.__name__} fills no templates in {name!r}: it would get the braces"
            yield ("args", name), message, f"write the value; it fills them in: {fields}"
        elif name in found.template_fields:
            yield from ((("args", name), f"{name!r} {why}", RAW) for why in map(unread, texts(value)) if why)


def _nearest(word: str, known: list[str]) -> str:
    found = get_close_matches(word, known, n=1, cutoff=0.7)
    return f"did you mean `{found[0]}`?" if found else ""


def doubtful(called: "Operator | Channel", dated: bool = True) -> Iterator[Fault]:
    """Values that are not of the type their class says they are, and templates that ask for what no run has: its task
    would fail, and nobody would be told. Of a class that is not there, none. `dated`: whether runs have a logical date.
    """
    try:
        found = _load(called.path, _base(called))
    except LookupError:
        return
    from levada.targets.airflow.annotations import doubts

    arguments = json.loads(called.arguments)
    for name, message in doubts(found, arguments):
        yield ("args", name), message, "compare with its reference"
    yield from _strange(found, arguments, dated)


def _strange(found: Kind, arguments: dict[str, Any], dated: bool) -> Iterator[Fault]:
    words = [*known(), *(["message"] if issubclass(found, BaseNotifier) else [])]
    had = words if dated else set(words) - DATED
    for name in sorted(set(arguments) & set(found.template_fields)):
        for text in texts(arguments[name]):
            for word in () if unread(text) else unknown(text, had):
                if word in DATED:
                    hint = "ask `dag_run`: its `partition_key` is the unit, its `run_after` the time"
                    yield ("args", name), f"runs that assets set off have no {{{{ {word} }}}}", hint
                else:
                    hint = _nearest(word, words) or "see Airflow's reference of templates"
                    yield ("args", name), f"no run of Airflow's has {{{{ {word} }}}}", hint


def _told(called: "Operator | Channel", dated: bool) -> Iterator[tuple[tuple[str, ...], str, str, str]]:
    """Everything that is wrong, and what may be: with its severity."""
    wrong = tuple(faults(called))
    yield from ((*fault, "error") for fault in wrong)
    found = doubtful(called, dated)
    yield from ((*doubt, "warning") for doubt in found if doubt[0] not in [part for part, *_ in wrong])


def main(questions: str, answers: str) -> None:
    from levada.plan.actions import Operator
    from levada.plan.graph import Channel

    asked = json.loads(Path(questions).read_text())
    called = [((Operator if "verb" in one else Channel)(**one), dated) for one, dated in asked]
    Path(answers).write_text(json.dumps([list(_told(*one)) for one in called]))


if __name__ == "__main__":
    main(*sys.argv[1:])
