"""A bound plan becomes an artefact: everything that Airflow has to be told of it, said once and for all."""

from dataclasses import asdict, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from levada.plan import codec
from levada.plan.actions import Operator, Wait
from levada.plan.environment import Environment
from levada.plan.graph import Channel, Grant, Plan, Schedule, Task
from levada.plan.items import Listed
from levada.targets.airflow.artefact import Artefact, Called, Mapped, TaskArtefact, Timing
from levada.targets.airflow.partition_keys import Calendar

DAY = timedelta(days=1)


def artefact(plan: Plan, environment: Environment, source: str = "") -> Artefact:
    """The artefact of a plan. `source`: the spec's YAML, which Airflow shows as the DAG's documentation and compares to
    tell one version from the next."""
    return {
        "arguments": _given(
            dag_id=plan.pipeline,
            description=_first_line(plan.description),
            catchup=plan.schedule.catchup,
            max_active_runs=plan.schedule.max_active_runs,
            max_active_tasks=plan.schedule.max_active_tasks,
            tags=sorted(plan.tags),
            doc_md=_documentation(plan, source),
        ),
        "timing": _timing(plan.schedule),
        "deadline": plan.deadline,
        "channel": _called(plan.channel) if plan.channel else None,
        "access_control": _access(plan.access_control),
        "params": {question.name: question.value() for question in plan.params},
        "environment": codec.encode_environment(environment),
        "namespace": environment.lineage_namespace,
        "tasks": [_task(task, plan) for task in plan.tasks],
    }


def _access(grants: tuple[Grant, ...]) -> dict[str, dict[str, list[str]]]:
    roles: dict[str, dict[str, list[str]]] = {}
    for grant in grants:
        roles.setdefault(grant.role, {})[grant.resource] = list(grant.actions)
    return roles


def _timing(schedule: Schedule) -> Timing:
    return {
        "cron": schedule.cron,
        "timezone": schedule.timezone,
        "unit": asdict(schedule.unit) if schedule.unit else None,
        "start_date": _said(_midnight(schedule.start_date, schedule.timezone)),
        "end_date": _said(_last_moment(schedule.end_date, schedule.timezone)),
        "assets": list(schedule.assets),
        "any_asset": schedule.any_asset,
        "delay": schedule.delay or 0,
        "calendar": _calendar(schedule) if schedule.by_units else None,
    }


def _calendar(schedule: Schedule) -> dict[str, str]:
    first, last = (day.isoformat() if day else "" for day in (schedule.start_date, schedule.end_date))
    return asdict(Calendar(str(schedule.unit), schedule.timezone, first, last))


def _said(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _midnight(day: date | None, timezone: str) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)


def _last_moment(day: date | None, timezone: str) -> datetime | None:
    """Airflow compares the start of an interval with it, and the last day's last hour is still inside."""
    after = _midnight(day + DAY, timezone) if day else None
    return after and after - timedelta(microseconds=1)


def _task(task: Task, plan: Plan) -> TaskArtefact:
    settings = task.settings
    return {
        "step": task.step,
        "work": codec.encode(task),
        "waits": isinstance(task.action, Wait),
        "called": _called(task.action) if isinstance(task.action, Operator) else None,
        "conditional": task.when is not None,
        "after": sorted(task.after),
        "outlets": [table.name for table in task.tables],
        "arguments": _given(
            trigger_rule=task.trigger_rule,
            owner=plan.owner or None,
            doc_md=task.description or None,
            retries=settings.retries,
            retry_delay=settings.retry_delay,
            execution_timeout=settings.execution_timeout,
            pool=settings.pool,
            priority_weight=settings.priority_weight,
        ),
        "mapped": _mapped(task),
    }


def _called(what: Operator | Channel) -> Called:
    return {"path": what.path, "arguments": what.arguments}


def _mapped(task: Task) -> Mapped | None:
    """An operator's items are texts: they are filled into its arguments, and are its name."""
    if task.for_each is None:
        return None
    known = task.for_each.items if isinstance(task.for_each, Listed) and not task.when else None
    items = map(str, known) if known and isinstance(task.action, Operator) else known
    each = codec.encode(replace(task, for_each=None, when=None))
    return {"items": None if items is None else list(items), "each": each, "one_by_one": task.one_by_one}


def _given(**values: Any) -> dict[str, Any]:
    """What is said; the rest keeps Airflow's own default."""
    return {name: value for name, value in values.items() if value is not None}


def _documentation(plan: Plan, source: str) -> str:
    fence = "`" * max(3, source.count("`") + 1)
    spec = f"`{plan.source}`\n\n{fence}yaml\n{source.rstrip()}\n{fence}\n" if source else ""
    return "\n\n".join(part for part in (plan.description.strip(), spec) if part)


def _first_line(text: str) -> str | None:
    return text.strip().splitlines()[0] if text.strip() else None
