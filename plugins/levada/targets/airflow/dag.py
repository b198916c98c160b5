"""A bound plan becomes a DAG: one task a step, edges as the plan has them, everything else in Airflow's own words."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from airflow.sdk import DAG, AssetAll, AssetAny, AssetOrTimeSchedule

from levada.errors import Permanent
from levada.plan.environment import Environment
from levada.plan.graph import Plan, Schedule
from levada.targets.airflow.assets import asset
from levada.targets.airflow.deadlines import deadline
from levada.targets.airflow.partition_keys import Calendar
from levada.targets.airflow.tasks import asked, chained, given, operator
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
        params=asked(plan),
        doc_md=_documentation(plan, source),
        **given(
            max_active_tasks=plan.schedule.max_active_tasks,
            deadline=None if plan.deadline is None else deadline(plan.deadline),
        ),
    )
    tasks = {task.step: operator(task, plan, environment, root) for task in plan.tasks}
    for task in tasks.values():
        task.dag = made
    chained(plan, tasks)
    return made


def _schedule(schedule: Schedule, environment: Environment) -> Any:
    """A timetable, an expression over assets, one of the two beside the other, whole units of what assets publish, or
    None: by hand."""
    assets = [asset(dataset, environment) for dataset in schedule.assets]
    published = AssetAny(*assets) if schedule.any_asset else AssetAll(*assets)
    if schedule.by_units:
        return _units(published, schedule)
    if not (schedule.cron and schedule.unit):
        return published if assets else None
    timetable = LevadaTimetable(schedule.cron, schedule.timezone, schedule.unit, schedule.delay or 0)
    if not assets:
        return timetable
    return AssetOrTimeSchedule(timetable=timetable, assets=published)  # type: ignore[arg-type]  # Airflow's own takes it


def _units(published: AssetAll | AssetAny, schedule: Schedule) -> Any:
    try:
        from levada.targets.airflow.partitioned import UnitsOfAssets
    except ImportError as error:
        raise Permanent(f"schedule.interval beside assets needs the asset partitions of Airflow 3.3: {error}") from None
    first, last = (day.isoformat() if day else "" for day in (schedule.start_date, schedule.end_date))
    return UnitsOfAssets(published, Calendar(str(schedule.unit), schedule.timezone, first, last))


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
