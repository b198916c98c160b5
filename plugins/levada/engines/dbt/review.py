"""What a dbt step says of itself, held against what dbt would build: before anything runs."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from levada.engines.dbt.adapters import ADAPTERS
from levada.engines.dbt.listing import Listing, Selection, listings
from levada.engines.dbt.manifest import Model
from levada.errors import Permanent, Problem
from levada.plan.actions import Dbt
from levada.plan.environment import Environment
from levada.plan.graph import Plan, Task

if TYPE_CHECKING:
    from levada.spec.project import Project

SUPPORTED = ("table", "incremental", "snapshot", "seed")
PREFIXED = (
    "dbt puts the profile's schema in front of a model's own, unless the project's macros have "
    "{% macro generate_schema_name(name, node) %}{{ name or target.schema }}{% endmacro %}"
)
PASSING = ("ephemeral", "view")
"""Not datasets: they may be there, and nothing is published of them."""


def review(project: "Project", plans: Iterable[Plan], environment: Environment, root: Path) -> Iterator[Problem]:
    """Every difference between the dbt steps of some plans and dbt's manifest, which is made if it is not fresh. Where
    dbt is not installed, one warning says so: specs are also looked at where nothing is built, as before a commit."""
    steps = [(plan.pipeline, task, task.action) for plan in plans for task in plan.tasks
             if task.engine in ADAPTERS and isinstance(task.action, Dbt)]  # fmt: skip
    if not steps:
        return
    pipeline, first, _ = steps[0]
    using = ADAPTERS[first.engine]
    if package := using.missing():
        message = f"no dbt step is compared with its models: that needs {package}"
        yield replace(_problem(project, pipeline, first, "dbt", message, using.cure), severity="warning")
        return
    for (pipeline, task, _), found in zip(steps, _found(steps, environment, root), strict=True):
        for part, message, hint in _differences(task, found):
            yield _problem(project, pipeline, task, part, message, hint)


def _problem(project: "Project", pipeline: str, task: Task, part: str, message: str, hint: str) -> Problem:
    number = [step.name for step in project.pipelines[pipeline].steps].index(task.step)
    return project.problem(pipeline, ("steps", number, part), message, hint)


def _found(steps: list[tuple[str, Task, Dbt]], environment: Environment, root: Path) -> Iterable[Listing | Permanent]:
    asked = tuple(Selection(action.select, action.exclude, _reads(task)) for _, task, action in steps)
    try:
        return listings(root, environment, asked)
    except Permanent as error:
        return [error] * len(steps)


def _reads(task: Task) -> tuple[str, ...]:
    return tuple(sorted(read.dataset for read in task.reads))


def _differences(task: Task, found: Listing | Permanent) -> Iterator[tuple[str, str, str]]:
    """Which part of the step is wrong, what about it, and the cure."""
    if isinstance(found, Permanent):
        yield "dbt", str(found), "correct the dbt project, or install what is missing"
        return
    yield from unsupported(found.models)
    yield from unnamed(found.models, task)
    yield from _unbuilt(found.models, task)
    yield from _inputs(found, _reads(task))


def unsupported(models: tuple[Model, ...]) -> Iterator[tuple[str, str, str]]:
    """Models of a kind that comes later."""
    for model in models:
        if kind := _later(model):
            hint = f"materialize it as {SUPPORTED[0]} or {SUPPORTED[1]}, or leave it out with `exclude`"
            yield "dbt", f"{model.file} is {kind}: known, not in this release", hint


def _later(model: Model) -> str:
    """What a model is that comes later; empty for others."""
    if model.language != "sql":
        return f"a {model.language} model"
    if model.strategy == "microbatch":
        return "a microbatch model"
    return "" if model.materialized in (*SUPPORTED, *PASSING) else f"materialized as {model.materialized}"


def unnamed(models: tuple[Model, ...], task: Task) -> Iterator[tuple[str, str, str]]:
    """Tables that dbt builds and the step does not name."""
    if missing := sorted(built(models) - _said(models, task)):
        yield "into", f"dbt also builds {', '.join(missing)}", "add them to `into`, or leave them out with `exclude`"


def _unbuilt(models: tuple[Model, ...], task: Task) -> Iterator[tuple[str, str, str]]:
    there = built(models)
    if surplus := sorted(_said(models, task) - there):
        message = f"dbt does not build {', '.join(surplus)}: it builds {', '.join(sorted(there)) or 'nothing'}"
        yield "into", message, PREFIXED if _prefixed(surplus, there) else "take them out, or select their models"


def _prefixed(surplus: Iterable[str], there: set[str]) -> bool:
    """Whether dbt builds one of these in a schema that has the profile's in front."""
    return any(one.endswith(f"_{dataset}") for one in there for dataset in surplus)


def built(models: tuple[Model, ...]) -> set[str]:
    """The datasets that models become."""
    return {model.dataset for model in models if model.materialized not in PASSING}


def _said(models: tuple[Model, ...], task: Task) -> set[str]:
    """What the step fills, as dbt calls it: a name alone stands for the dataset that ends in it."""
    short = {dataset.partition(".")[2]: dataset for dataset in built(models)}
    return {short.get(output.name, output.name) for output in task.into}


def _inputs(found: Listing, reads: tuple[str, ...]) -> Iterator[tuple[str, str, str]]:
    also = "also " if reads else ""
    hint = "add them to `reads`" if reads else "`levada fmt` writes `reads`"
    used = {dataset for model in found.models for dataset in model.reads}
    if missing := sorted(used - set(reads)):
        yield "reads", f"the models {also}read {', '.join(missing)}", hint
    for look in found.looks:
        if missing := sorted(set(look.reads) - used - set(reads)):
            yield "reads", f"dbt's test {look.test} {also}looks at {', '.join(missing)}", hint
    if surplus := sorted(set(reads) - found.reads):
        yield "reads", f"no selected model reads {', '.join(surplus)}", "take them out"
