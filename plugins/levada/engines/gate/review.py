"""Checks that the gate of an environment could not carry out, understood before anything runs."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from levada.engines.gate.limits import LIMITS
from levada.engines.gate.patterns import Unreadable, spelt
from levada.engines.gate.places import place
from levada.engines.gate.questions import absent, question
from levada.engines.gate.spellings import RE2
from levada.engines.gate.unasked import Unasked
from levada.engines.gate.unreturned import unreturned
from levada.engines.queries.known import closed, names
from levada.errors import Problem
from levada.names import nearest
from levada.plan.checks import Check
from levada.plan.graph import Plan, Task
from levada.plan.measures import Answer, InvalidValues, WrongFormat, WrongLength
from levada.plan.tables import Table
from levada.spec.project import Project
from levada.spec.source import Mistake, Path, Source

At = tuple[Source, Path]
"""A file, and a path in it."""

QUERY = "select one number FROM {object}, in the dialect of the contract's server, or in Trino's"
PATTERN = "write it in the words that all engines share"
OTHERWISE = "let another engine judge, `verbs: {check: embedded}` in the environment"


def review(project: Project, plans: Iterable[Plan]) -> Iterator[Problem]:
    """Every such check, where its dataset is filled, or where its query is written; and columns that no dataset
    filled by a query will have."""
    plans, said = tuple(plans), set[Problem]()
    yield from unreturned(project, plans)
    for plan in plans:
        for number, step in enumerate(project.pipelines[plan.pipeline].steps):
            task = plan.task(step.name or "")
            for message, hint, written in _complaints(task, partial(place, project, plan.pipeline)):
                source, path = written or (project.sources[plan.pipeline], ("steps", number, "into"))
                problem = source.problem(Mistake(path, message, hint, id="checks"))
                if problem not in said:  # several steps may fill what one contract promises
                    yield problem
                said.add(problem)


def _complaints(task: Task, placed: Callable[[str, Answer], At | None]) -> Iterator[tuple[str, str, At | None]]:
    """Message, cure, and where the query is written, if it is about one."""
    for table in task.tables if task.gate in LIMITS else ():
        if table.checks and (unread := _unread(table, task.gate)):
            yield f"{task.gate} cannot check {table.name}: it does not read {unread}", OTHERWISE, None
        for check in table.checks:
            for why, hint in _wrong(check, table, task.gate):
                written = placed(table.name, check.measure) if isinstance(check.measure, Answer) else None
                yield f"check {check.id} of {table.name} cannot be carried out: {why}", hint, written


def _unread(table: Table, gate: str) -> str:
    """The columns that keep an engine from reading a table."""
    unread = LIMITS[gate].unread
    return ", ".join(f"{column.name} ({column.type})" for column in table.columns or () if column.type in unread)


def _absent(measure: Answer, table: Table) -> Iterator[tuple[str, str]]:
    """Columns that the rows cannot have: nothing is said where they may have others than the contract's."""
    there = names(table.columns or ())
    for name in absent(measure, table.name, there) if closed(table) else ():
        yield f"{table.name} has no column {name}", nearest(name, list(there)) or f"columns there: {', '.join(there)}"


def _wrong(check: Check, table: Table, gate: str) -> Iterator[tuple[str, str]]:
    measure = check.measure
    try:
        if isinstance(measure, Answer):
            question(measure, table.name, LIMITS[gate].dialect)
            yield from _absent(measure, table)
        if isinstance(measure, InvalidValues) and measure.pattern is not None:
            spelt(measure.pattern, RE2)
    except Unreadable as error:
        yield str(error), PATTERN
    except Unasked as error:
        yield str(error), QUERY
    of_text = isinstance(measure, WrongFormat | WrongLength) or getattr(measure, "pattern", None) is not None
    kinds = {column.name: column.type for column in table.columns or ()}
    if of_text and (kind := kinds.get(check.column or "", "")) in LIMITS[gate].textless:
        yield f"{gate} has no text for a value of {kind} that other engines have too", OTHERWISE
