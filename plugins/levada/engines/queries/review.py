"""What the queries of some plans ask for and their engine has not: before anything runs, and without loading it."""

from collections.abc import Iterable, Iterator

from levada.engines.queries.dialects import DIALECTS
from levada.errors import Problem
from levada.plan.actions import Sql
from levada.plan.graph import Plan
from levada.spec.project import Project


def review(project: Project, plans: Iterable[Plan]) -> Iterator[Problem]:
    """Every such thing, at its step."""
    for plan in plans:
        steps = [step.name for step in project.pipelines[plan.pipeline].steps]
        for task in plan.tasks:
            if task.engine in DIALECTS and isinstance(task.action, Sql):
                from levada.engines.queries.translation import missing

                for function, message in missing(task.action, DIALECTS[task.engine]):
                    hint = "write it with other functions, or as a `python` or `spark` step"
                    path = ("steps", steps.index(task.step), "sql", function)
                    yield project.problem(plan.pipeline, path, message, hint, "sql")
