"""Queries of contracts and of operators' own checks, understood before anything runs."""

from collections.abc import Iterable, Iterator

from levada.engines.gate.questions import Refused, question
from levada.engines.queries.dialects import DIALECTS
from levada.errors import Problem
from levada.plan.graph import Plan
from levada.plan.measures import Answer
from levada.spec.project import Project

CURE = "select one number FROM {object}, in the dialect of the contract's server, or in Trino's"


def review(project: Project, plans: Iterable[Plan]) -> Iterator[Problem]:
    """Every query of a check that could not be asked, where its dataset is filled."""
    for plan in plans:
        for number, step in enumerate(project.pipelines[plan.pipeline].steps):
            task = plan.task(step.name or "")
            for table in task.tables:
                for check in table.checks:
                    if isinstance(check.measure, Answer) and (why := _why(check.measure, table.name, task.gate)):
                        message = f"check {check.id} of {table.name} cannot be carried out: {why}"
                        yield project.problem(plan.pipeline, ("steps", number, "into"), message, CURE, "checks")


def _why(measure: Answer, dataset: str, gate: str) -> str:
    try:
        question(measure, dataset, DIALECTS[gate])
    except Refused as error:
        return str(error)
    return ""
