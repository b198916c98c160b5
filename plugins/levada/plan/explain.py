"""A plan in words: what happens, in which order, by which engine, where, and why."""

import json
from collections.abc import Iterator

from levada.names import length
from levada.plan.environment import Environment
from levada.plan.explain_backfill import backfill
from levada.plan.explain_environment import environment
from levada.plan.explain_steps import step
from levada.plan.graph import Backfill, Grant, Plan, Schedule
from levada.plan.params import Param


def explain(plan: Plan, where: Environment) -> str:
    """The plan as text, the same on every machine."""
    return "\n".join(_lines(plan, where)) + "\n"


def _lines(plan: Plan, where: Environment) -> Iterator[str]:
    yield f"{plan.pipeline}  ({plan.source}, environment {where.name})"
    if plan.description:
        yield from (f"  {line}" for line in plan.description.strip().splitlines())
    yield f"  runs    {schedule(plan.schedule)}"
    if plan.backfill != Backfill():
        yield from (f"  {line}" for line in backfill(plan))
    if plan.deadline is not None:
        yield f"  late    in Airflow, a run that is not done {length(plan.deadline)} after it was queued"
    if plan.owner:
        yield f"  tells   {_told(plan, where)}"
    yield from (f"  may     {_may(grant)}" for grant in plan.access_control)
    yield from (f"  param   {param(asked)}" for asked in plan.params)
    yield from environment(where)
    for number, task in enumerate(plan.tasks, 1):
        yield ""
        yield from step(number, task)
    if plan.unchecked:
        yield ""
        yield "  promised by contracts, and not checked by this release:"
        yield from (f"    - {what}" for what in plan.unchecked)


def _told(plan: Plan, where: Environment) -> str:
    """Who hears of a run that goes wrong."""
    if plan.channel is None:
        return f"nobody: {plan.owner} has no channel in environment {where.name}"
    late = " or is late" if plan.deadline is not None else ""
    return f"{plan.owner}, in Airflow, of a run that fails{late}: {plan.channel.path}"


def _may(grant: Grant) -> str:
    """In Airflow's words."""
    return f"{grant.role}: {', '.join(grant.actions) or 'nothing'} ({grant.resource}, where Airflow has roles)"


def schedule(when: Schedule) -> str:
    """When it runs, and what a run stands for."""
    ways = [*([_published(when)] if when.assets else ()), *([_timed(when)] if when.cron else ())]
    unit = (
        f"; a run that is given a date stands for the {when.unit} in {when.timezone} that holds it" if when.unit else ""
    )
    return ", and ".join(ways) or f"by hand only{unit}"


def _published(when: Schedule) -> str:
    joint = " or " if when.any_asset else " and "
    verb = "has" if len(when.assets) == 1 or when.any_asset else "have"
    if when.by_units:
        whole = f"for a whole {when.unit} in {when.timezone}; a run stands for that {when.unit}"
        return f"when {joint.join(when.assets)} {verb} been published {whole}{_between(when)}"
    return f"when {joint.join(when.assets)} {verb} been published"


def _timed(when: Schedule) -> str:
    unit = f"; a run stands for the last whole {when.unit} before it" if when.unit else ""
    missed = ", missed runs are caught up" if when.catchup else ""
    later = "" if when.delay is None else f", {length(when.delay)} later, its share of the jitter"
    return f"at cron {when.cron!r} in {when.timezone}{later}{_between(when)}{missed}{unit}"


def _between(when: Schedule) -> str:
    first = f", from {when.start_date}" if when.start_date else ""
    return first + (f", to {when.end_date}" if when.end_date else "")


def param(asked: Param) -> str:
    """What whoever starts a run may say, and what holds if nothing is said."""
    schema = asked.value()
    default = f"; else {json.dumps(schema['default'])}" if "default" in schema else "; it must be said"
    rules = {key: value for key, value in schema.items() if key not in ("default", "title", "description")}
    return f"{asked.name}: {json.dumps(rules) if rules else 'anything'}{default}"
