"""A bound plan becomes a DAG: one task a step, edges as the plan has them, everything else in Airflow's own words."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from airflow.sdk import DAG, AssetAll, AssetAny, Param

from levada.plan import codec
from levada.plan.environment import Environment
from levada.plan.graph import Plan, Schedule, Settings, Task
from levada.targets.airflow.assets import asset
from levada.targets.airflow.operator import Perform
from levada.targets.airflow.timetable import LevadaTimetable

DAY = timedelta(days=1)


def dag(plan: Plan, environment: Environment, root: Path, source: str = "") -> DAG:
    """The DAG of a plan. `source`: the spec's YAML, which Airflow shows as the DAG's documentation and compares to tell
    one version from the next."""
    made = DAG(
        dag_id=plan.pipeline,
        description=_first_line(plan.description),
        schedule=_schedule(plan.schedule, environment),
        start_date=_midnight(plan.schedule.start_date, plan.schedule.timezone),
        end_date=_last_moment(plan.schedule.end_date, plan.schedule.timezone),
        catchup=plan.schedule.catchup,
        max_active_runs=plan.schedule.max_active_runs,
        tags=sorted(plan.tags),
        params={asked.name: _param(asked.value()) for asked in plan.params},
        doc_md=_documentation(plan, source),
        **_given(max_active_tasks=plan.schedule.max_active_tasks),
    )
    for task in plan.tasks:
        _operator(task, plan, environment, root).dag = made
    for task in plan.tasks:
        made.get_task(task.step).set_upstream([made.get_task(step) for step in sorted(task.after)])
    return made


def _operator(task: Task, plan: Plan, environment: Environment, root: Path) -> Perform:
    return Perform(
        task_id=task.step,
        work=codec.encode(task),
        environment=codec.encode_environment(environment),
        root=str(root),
        timezone=plan.schedule.timezone,
        trigger_rule=task.trigger_rule,
        outlets=[asset(table.name, environment) for table in task.tables],
        **_given(owner=plan.owner or None, doc_md=task.description or None),
        **_settings(task.settings),
    )


def _param(schema: dict[str, Any]) -> Param:
    """A question of the form that Airflow shows whoever starts a run."""
    said = {key: schema.pop(key) for key in ("default", "description") if key in schema}
    return Param(**said, schema=schema)


def _settings(settings: Settings) -> dict[str, Any]:
    timeout = settings.execution_timeout
    return {
        "retries": settings.retries,
        "retry_delay": timedelta(seconds=settings.retry_delay),
        "execution_timeout": None if timeout is None else timedelta(seconds=timeout),
        "pool": settings.pool,
        "priority_weight": settings.priority_weight,
    }


def _schedule(schedule: Schedule, environment: Environment) -> Any:
    """A timetable, an expression over assets, or None: by hand."""
    if schedule.cron and schedule.unit:
        return LevadaTimetable(schedule.cron, schedule.timezone, schedule.unit)
    if not schedule.assets:
        return None
    assets = [asset(dataset, environment) for dataset in schedule.assets]
    return AssetAny(*assets) if schedule.any_asset else AssetAll(*assets)


def _midnight(day: date | None, timezone: str) -> datetime | None:
    return None if day is None else datetime.combine(day, time(), ZoneInfo(timezone)).astimezone(UTC)


def _last_moment(day: date | None, timezone: str) -> datetime | None:
    """Airflow compares the start of an interval with it, and the last day's last hour is still inside."""
    after = _midnight(day + DAY, timezone) if day else None
    return after and after - timedelta(microseconds=1)


def _documentation(plan: Plan, source: str) -> str:
    fence = "`" * max(3, source.count("`") + 1)
    spec = f"`{plan.source}`\n\n{fence}yaml\n{source.rstrip()}\n{fence}\n" if source else ""
    return "\n\n".join(part for part in (plan.description.strip(), spec) if part)


def _first_line(text: str) -> str | None:
    return text.strip().splitlines()[0] if text.strip() else None


def _given(**values: Any) -> dict[str, Any]:
    """What is said; the rest keeps Airflow's own default."""
    return {name: value for name, value in values.items() if value is not None}
