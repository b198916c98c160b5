"""What the queries of some plans ask for and their engine has not: before anything runs, and without loading it."""

from collections.abc import Iterable, Iterator

from levada.engines.queries.dialects import DIALECTS, Dialect
from levada.errors import Problem
from levada.names import CATALOGUE
from levada.plan.actions import Sql
from levada.plan.graph import Plan
from levada.spec.project import Project

Wrong = tuple[str, str, str]
"""The word of a query that is meant, what is wrong with it, and the cure."""


def review(project: Project, plans: Iterable[Plan]) -> Iterator[Problem]:
    """Every such thing, at its step."""
    for plan in plans:
        steps = [step.name for step in project.pipelines[plan.pipeline].steps]
        for task in plan.tasks:
            for to in (DIALECTS[name] for name in task.engines if name in DIALECTS):
                if not isinstance(task.action, Sql):
                    continue
                for word, message, hint in (*_elsewhere(project, task.action, to), *_missing(task.action, to)):
                    path = ("steps", steps.index(task.step), "sql", word)
                    yield project.problem(plan.pipeline, path, message, hint, "sql")


def _elsewhere(project: Project, action: Sql, to: Dialect) -> Iterator[Wrong]:
    """Tables of other catalogues that are none, or that the engine does not see."""
    trino = project.environment.engines.trino
    own = trino.catalog.lower() if trino else CATALOGUE
    for table in action.foreign:
        catalog, _, dataset = table.partition(".")
        if catalog == own:
            yield table, f"{table} lies in the environment's own catalogue", f"write {dataset}, as it is published"
        elif not to.federated:
            message = f"{table} lies in another catalogue, and {to.engine} reads only the environment's"
            yield table, message, "give the step to Trino, verbs: {sql: trino}, or load the table by a step of its own"


def _missing(action: Sql, to: Dialect) -> Iterator[Wrong]:
    from levada.engines.queries.translation import missing

    for function, message in missing(action, to):
        yield function, message, "write it with other functions, or as a `python` or `spark` step"
