"""Columns that queries name and that nothing they read has, or that are not their table's: told from contracts, before
anything runs."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from levada.engines.queries.known import Known, known
from levada.engines.queries.results import unlike
from levada.errors import Problem
from levada.names import nearest
from levada.plan.actions import Sql
from levada.plan.graph import Plan
from levada.spec.project import Project
from levada.spec.queries import written
from levada.spec.source import Mistake

if TYPE_CHECKING:
    from levada.engines.queries.references import Outline

SHOWN = 8
"""Columns that a cure lists where none is like the one that is not there."""


def review(project: Project, plans: Iterable[Plan]) -> Iterator[Problem]:
    """Every such column, where it stands; a warning where a table may have columns that its contract does not say."""
    plans = tuple(plans)
    filled = {table.name: table for plan in plans for task in plan.tasks for table in task.tables}
    for plan in plans:
        steps = [step.name for step in project.pipelines[plan.pipeline].steps]
        for task in plan.tasks:
            if isinstance(task.action, Sql):
                from levada.engines.queries.references import outline  # sqlglot is a third of `levada validate`

                step = ("steps", steps.index(task.step))
                text = written(project.sources[plan.pipeline], step, task.action.query)
                told, have = outline(task.action.query, task.action.dialect), dict(known(project, task, filled))
                for at, mistake in (*_absent(told, have), *unlike(told, task.into[0].table, have)):
                    yield text.problem(at, replace(mistake, path=(*step, "sql")))


def _absent(told: "Outline", known: Mapping[str, Known]) -> Iterator[tuple[int, Mistake]]:
    """What no dataset that it may come from has, and where it stands."""
    for reference in told.references:
        if not reference.datasets <= set(known):
            continue
        promised = [known[name] for name in sorted(reference.datasets)]
        there = [name for each in promised for name in each.names]
        if reference.name.lower() in map(str.lower, there):
            continue
        surely = all(each.surely for each in promised)
        yield (
            reference.at,
            Mistake(
                ("sql",),
                _said(reference.name, sorted(reference.datasets), surely),
                _cure(reference.name, [*there, *sorted(reference.others)]),
                severity="error" if surely else "warning",
            ),
        )


def _said(name: str, datasets: list[str], surely: bool) -> str:
    if not datasets:
        return f"there is no column {name} in what the query reads here"
    whose = " and of ".join(datasets)
    return f"{' and '.join(datasets)} {'has' if len(datasets) == 1 else 'have'} no column {name}" if surely \
           else f"the contract of {whose} knows no column {name}"  # fmt: skip


def _cure(name: str, there: list[str]) -> str:
    listed = ", ".join(there[:SHOWN]) + (", …" if len(there) > SHOWN else "")
    return nearest(name, there) or (f"columns there: {listed}" if there else "name one that is there")
