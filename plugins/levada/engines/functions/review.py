"""What a step says of the function it calls, held against the function's file: before anything runs."""

import json
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path

from levada.engines.functions.modules import FOLDER, file_of, tree
from levada.engines.functions.signatures import Signature, names
from levada.errors import Problem
from levada.names import ITEM, RUN_WORDS, nearest, template_words
from levada.plan.actions import Python, Spark
from levada.plan.conditions import Says, functions
from levada.plan.graph import Plan, Task
from levada.spec.project import Project
from levada.spec.source import Path as Place

OFFERED = (*RUN_WORDS, "params")
"""What a `python` function gets if it has parameters of these names."""

Found = Iterator[tuple[Place, str, str]]
"""Which part of the step is wrong, what about it, and the cure."""


def review(project: Project, plans: Iterable[Plan], root: Path) -> Iterator[Problem]:
    """Functions that are not there, files of them that are not Python, arguments they do not take or lack."""
    torn: dict[str, Problem] = {}
    for plan in plans:
        numbers = {step.name: number for number, step in enumerate(project.pipelines[plan.pipeline].steps)}
        for task in plan.tasks:
            try:
                found = list(_differences(task, root / FOLDER))
            except SyntaxError as error:
                torn[str(error.filename)] = _torn(error, root)
                continue
            for part, message, hint in found:
                yield project.problem(plan.pipeline, ("steps", numbers[task.step], *part), message, hint, "job")
    yield from torn.values()


def _torn(error: SyntaxError, root: Path) -> Problem:
    file = Path(str(error.filename)).relative_to(root).as_posix()
    line, column = error.lineno or 0, error.offset or 0
    hint, text = "correct the file: a step calls a function of it", (error.text or "").rstrip()
    return Problem(file, line, max(column, 1), "", f"is not Python: {error.msg}", hint, text, "job")


def _differences(task: Task, folder: Path) -> Found:
    """What is wrong with the functions that a step calls: with its own, and with those of its condition."""
    if isinstance(task.action, Spark | Python):
        signature = yield from _signature((task.action.verb,), task.action, folder)
        yield from _misfits(task, task.action, signature) if signature else ()
    for path, asked in functions(task.when, ("when",)) if task.when else ():
        signature = yield from _signature(path, asked, folder)
        yield from _unanswered(path, asked, signature) if signature else ()


def _signature(
    path: Place, called: Spark | Python | Says, folder: Path
) -> Generator[tuple[Place, str, str], None, Signature | None]:
    """The signature of a function; None where it is not there, which is a mistake, or cannot be told."""
    file = file_of(folder, called.module)
    if file is None:
        message = f"there is no {FOLDER}/{called.module.replace('.', '/')}.py"
        yield path, message, _other(called.module, folder)
        return None
    there = names(tree(file))
    if called.function not in there.found and not there.open:
        message = f"{FOLDER}/{file.relative_to(folder).as_posix()} has no function {called.function}"
        known = [name for name, signature in there.found.items() if signature]
        yield path, message, nearest(called.function, known) or "write it, or name another as module:function"
    return there.found.get(called.function)


def _other(module: str, folder: Path) -> str:
    """What may be meant by the name of a module that is not there."""
    file, _, function = module.rpartition(".")
    if file and file_of(folder, file):
        return f"a function of a file stands behind a colon: {file}:{function}"
    return nearest(module, _modules(folder)) or "write the job, or correct its name"


def _unanswered(path: Place, asked: Says, signature: Signature) -> Found:
    """What a condition needs and no run has."""
    for name in signature.needs:
        if name not in OFFERED:
            said = f"{asked.function}({', '.join(signature.takes)})"
            yield (
                path,
                f"{said} needs the argument {name}",
                f"a condition gets {', '.join(OFFERED)}, if it asks for them",
            )


def _misfits(task: Task, action: Spark | Python, signature: Signature) -> Found:
    """Arguments the function does not take; where it takes all, those that it lacks."""
    said = f"{action.function}({', '.join(signature.takes)})"
    datasets = {read.argument: read.dataset for read in task.reads}
    read = {name: ("reads", name) for name in datasets}
    given: dict[str, Place] = {**read, **{name: ("with", name) for name in json.loads(action.arguments)}}
    strangers = [name for name in given if name not in signature.takes and not signature.anything]
    offered = (*(OFFERED if action.verb == "python" else ()), *((ITEM,) if task.for_each else ()))
    missing = [name for name in signature.needs if name not in given and name not in offered]
    for name in strangers:
        hint = nearest(name, missing) or f"give the function a parameter {name}, or take it out"
        if name in datasets and missing:  # the place is a dataset's, whose name is right
            meant = next((each for each in missing if nearest(name, [each])), missing[0])
            hint = f"rename the parameter {meant} to {name}, or say reads: {{{meant}: {datasets[name]}}}"
        yield given[name], f"{said} takes no argument {name}", hint
    for name in () if strangers else missing:
        hint = f"say it under `with`, or read a dataset under that name: reads: {{{name}: …}}"
        yield (action.verb,), f"{said} needs the argument {name}", hint
    told = ITEM in signature.takes or ITEM in template_words(action.arguments)
    if task.for_each and not (told or signature.anything):
        message = f"{said} is not told for which item it is called, and would do the same for each"
        yield ("for_each",), message, "give it a parameter `item`, or say it under `with`: {country: '{{ item }}'}"


def _modules(folder: Path) -> list[str]:
    files = (file.relative_to(folder).with_suffix("") for file in folder.rglob("*.py"))
    return sorted(".".join(file.parts).removesuffix(".__init__") for file in files)
