"""What jobs ask of PySpark that the embedded engine, to which their environment gives them, has not or does otherwise:
told before anything runs, and without loading either."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from levada.engines.embedded.differences import ABSENT, Difference, differences, names
from levada.engines.functions.modules import FOLDER, file_of, sources, tree
from levada.engines.functions.uses import Use, uses
from levada.errors import Permanent, Problem
from levada.plan.actions import Spark
from levada.plan.graph import Plan
from levada.spec.project import Project

NAMING = ("DataFrame.select", "DataFrame.agg", "GroupedData.agg")
"""Whose columns are called as their expressions say."""
ELSEWHERE = "give the step to Spark, verbs: {{spark: spark}} in include/environments/{}.yaml"


def review(project: Project, plans: Iterable[Plan], root: Path) -> Iterator[Problem]:
    """Warnings, each name once a file, at the first call of it."""
    jobs: dict[str, set[tuple[str, str]]] = {}
    for plan in plans:
        for task in plan.tasks:
            if "embedded" in task.engines and isinstance(task.action, Spark):
                given = ((task.action.function, read.argument) for read in task.reads)
                jobs.setdefault(task.action.module, set()).update(given)
    for module, text in sorted(_modules(root / FOLDER, jobs).items()):
        with suppress(SyntaxError):  # told by the review of functions
            yield from _told(project, root, module, text, jobs.get(module, set()))


def _modules(folder: Path, jobs: Iterable[str]) -> Mapping[str, bytes]:
    """The modules of all jobs, with what they import."""
    found: dict[str, bytes] = {}
    for job in jobs:
        if job not in found:
            with suppress(Permanent):  # the same
                found |= sources(folder, job)
    return found


def _told(project: Project, root: Path, module: str, text: bytes, frames: set[tuple[str, str]]) -> Iterator[Problem]:
    file = file_of(root / FOLDER, module)
    assert file
    told: set[Difference] = set()
    lines = text.splitlines()
    found = uses(tree(file), names(), frames)
    if nameless := next((use for use in found if use.name in NAMING and use.unnamed), None):
        yield _nameless(file.relative_to(root).as_posix(), lines[nameless.line - 1], nameless)
    for use in found:
        for each in differences(use):
            if each not in told:
                told.add(each)
                yield _problem(project, file.relative_to(root).as_posix(), lines[use.line - 1], use, each)


def _nameless(file: str, line: bytes, use: Use) -> Problem:
    text = f"{use.unnamed} has no name: Spark calls the column otherwise than the embedded engine does"
    return _warning(file, line, use, text, "write .alias('…') after it")


def _problem(project: Project, file: str, line: bytes, use: Use, found: Difference) -> Problem:
    owner, _, name = use.name.rpartition(".")
    said = f"F.{name}" if owner == "functions" else f"{owner}.{name}"
    lacks = f"the embedded engine has no {said} that would work" if found.how else f"the embedded engine has no {said}"
    message = lacks if found.grade == ABSENT else f"{said} differs from Spark's"
    elsewhere = ELSEWHERE.format(project.environment_name)
    hint = f"write {found.instead}; or {elsewhere}" if found.instead else elsewhere
    return _warning(file, line, use, f"{message}: {found.how}" if found.how else message, hint)


def _warning(file: str, line: bytes, use: Use, text: str, hint: str) -> Problem:
    column = len(line[: use.column - 1].decode(errors="replace")) + 1
    shown = line.decode(errors="replace").rstrip()
    return Problem(file, use.line, column, "", text, hint, shown, "pyspark", "warning")
