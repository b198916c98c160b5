"""An artefact becomes a DAG: one task a step, edges as the plan has them, everything else in Airflow's own words."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from airflow.sdk import DAG, AssetAll, AssetAny

from levada.errors import Permanent
from levada.intervals import UNITS, Unit
from levada.targets.airflow.artefact import Artefact, Timing
from levada.targets.airflow.assets import asset
from levada.targets.airflow.older import AssetOrTimeSchedule
from levada.targets.airflow.partition_keys import Calendar
from levada.targets.airflow.tasks import asked, chained, ends
from levada.targets.airflow.timetable import LevadaTimetable, UnitsByHand


def dag(artefact: Artefact, root: Path) -> DAG:
    """The DAG of an artefact; `root` is the project's folder."""
    timing = artefact["timing"]
    made = DAG(
        schedule=_schedule(timing, artefact["namespace"]),
        start_date=_moment(timing["start_date"]),
        end_date=_moment(timing["end_date"]),
        params=asked(artefact),
        **_configured() | artefact["arguments"],
        **_alerts(artefact),
        **_access(artefact["access_control"]),
        auto_register=False,  # Airflow would keep what is half made when an operator is refused, and run it
    )
    with made:
        chained(artefact, {task["step"]: ends(task, artefact, root) for task in artefact["tasks"]})
    made.auto_register = True
    with made:  # whole now, and Airflow's also where nobody gives it a name
        return made


@cache
def _configured() -> dict[str, Any]:
    """What Airflow's configuration says of every DAG. Airflow looks it up anew for each, and takes long about it."""
    usual = DAG("usual", schedule=LevadaTimetable("@daily", "UTC", UNITS["day"]))  # others bring imports with them
    asked = ("max_active_tasks", "max_consecutive_failed_dag_runs", "disable_bundle_versioning")
    return {name: getattr(usual, name) for name in asked}


def _schedule(timing: Timing, namespace: str) -> Any:
    """A timetable, an expression over assets, one of the two beside the other, whole units of what assets publish,
    units by hand, or None: by hand."""
    assets = [asset(dataset, namespace) for dataset in timing["assets"]]
    published = AssetAny(*assets) if timing["any_asset"] else AssetAll(*assets)
    if timing["calendar"]:
        return _units(published, Calendar(**timing["calendar"]))
    if timing["unit"] and not (timing["cron"] or assets):
        return UnitsByHand(timing["timezone"], Unit(**timing["unit"]))
    if not (timing["cron"] and timing["unit"]):
        return published if assets else None
    timetable = LevadaTimetable(timing["cron"], timing["timezone"], Unit(**timing["unit"]), timing["delay"])
    if not assets:
        return timetable
    return AssetOrTimeSchedule(timetable=timetable, assets=published)  # type: ignore[arg-type]  # Airflow's own takes it


def _units(published: AssetAll | AssetAny, calendar: Calendar) -> Any:
    try:
        from levada.targets.airflow.partitioned import UnitsOfAssets
    except ImportError as error:
        raise Permanent(f"schedule.interval beside assets needs the asset partitions of Airflow 3.3: {error}") from None
    return UnitsOfAssets(published, calendar)


def _moment(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


def _alerts(artefact: Artefact) -> dict[str, Any]:
    """What Airflow calls when a run fails or is late; imported where there is anything to call."""
    alerts: dict[str, Any] = {}
    if (seconds := artefact["deadline"]) is not None:
        from levada.targets.airflow.deadlines import deadline

        alerts["deadline"] = deadline(seconds, artefact["channel"])
    if artefact["channel"]:
        from levada.targets.airflow.failures import Failed

        alerts["on_failure_callback"] = Failed(artefact["channel"])
    return alerts


def _access(roles: dict[str, dict[str, list[str]]]) -> dict[str, Any]:
    """By role and resource; where nothing is said, who may do what stays as it was set in Airflow."""
    said = {role: {of: set(actions) for of, actions in may.items()} for role, may in roles.items()}
    return {"access_control": said} if said else {}
