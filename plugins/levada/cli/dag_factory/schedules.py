"""When a DAG of dag-factory's runs, in levada's words."""

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo

from croniter import croniter

from levada.cli.dag_factory.findings import Findings
from levada.cli.dag_factory.values import Untranslatable, day, whole
from levada.cli.dag_factory.written import Written
from levada.intervals import PRESETS, unit_of

SAME = {"@weekly": "0 0 * * 0", "@annually": "@yearly", "@midnight": "@daily"}
"""Presets that Airflow understands otherwise, or alone: its week begins on Sunday."""
CRON_TIMETABLES = ("CronTriggerTimetable", "CronDataIntervalTimetable")
AIRFLOW_RUNS = 16
"""How many runs of a DAG Airflow lets be active, where nobody says."""
FIELDS, SAMPLE = 5, 400


def schedule(dag: Written, args: Written | None, findings: Findings) -> dict[str, Any]:
    """`args`: the DAG's default_args."""
    made: dict[str, Any] = _when(dag, findings)
    zoned = dag if dag.get("start_date") else args
    zone = zoned.get("timezone") if zoned and zoned.get("start_date") else None
    if zone and "timezone" not in made:
        made["timezone"] = _zone(zone, findings)
    elif zone is None and (unused := dag.get("timezone")):
        findings.note(unused, "timezone", "means nothing without a start_date: the schedule is UTC's")
    for key in ("start_date", "end_date"):
        made |= _date(key, dag, args, findings)
    made |= _catchup(dag, made, findings)
    made["max_active_runs"] = AIRFLOW_RUNS
    for key, name in (("max_active_runs", "max_active_runs"), ("concurrency", "max_active_tasks"),
                      ("max_active_tasks", "max_active_tasks")):  # fmt: skip
        if said := dag.get(key):
            try:
                made[name] = whole(said) or 1
            except Untranslatable as error:
                findings.leave(said, key, *error.args)
    return {key: value for key, value in made.items() if value is not None}


def _when(dag: Written, findings: Findings) -> dict[str, Any]:
    said, old, by_hand = dag.get("schedule"), dag.get("schedule_interval"), {"cron": "none"}
    if said and old:  # the one may be the DAG's and the other its defaults'
        message = f"`schedule` ({said.file}:{said.line}) was taken in its stead"
        findings.leave(old, "schedule_interval", message, "keep the one that is meant")
    said = said or old
    if other := dag.get("timetable"):
        findings.leave(other, "timetable", "a timetable is code", "say it with a cron, and `interval`")
    if said is None or (isinstance(said.value, str) and said.value.strip().lower() == "none"):
        return by_hand
    try:
        cron, zone = _cron(said)
        unit = _unit(cron)
    except Untranslatable as error:
        message, cure = error.args
        findings.leave(said, "schedule", f"{message}; the pipeline runs by hand only", cure)
        return by_hand
    message = "a run stands for the last whole calendar unit before it: its {{ ds }} is that unit's, not the firing's"
    findings.note(said, "schedule", message, "look at the dates in the arguments, and at start_date with catchup")
    return (
        {"cron": cron}
        | ({"interval": unit} if unit else {})
        | ({"timezone": _zone(Written(zone, said.file, said.line), findings)} if zone else {})
    )


def _cron(said: Written) -> tuple[str, str | None]:
    """Expression and time zone."""
    value = said.plain()
    if isinstance(value, str):
        cron = SAME.get(value.strip(), value.strip())
        if cron in PRESETS or (len(cron.split()) == FIELDS and croniter.is_valid(cron)):
            return cron, None
        raise Untranslatable(f"{value!r} is no cron", "write five fields: minute hour day month weekday")
    if isinstance(value, list):
        raise Untranslatable("assets of levada are datasets", "name them: schedule: {assets: [raw.orders]}")
    kind = str(value.get("__type__", "")) if isinstance(value, dict) else ""
    known = {"__type__", "__args__", "cron", "timezone"}
    if kind.rpartition(".")[2] in CRON_TIMETABLES and value.keys() <= known:
        expression = value.get("cron") or next(iter(value.get("__args__", ())), None)
        if isinstance(expression, str) and isinstance(value.get("timezone"), str):
            return _cron(Written(expression, said.file, said.line))[0], value["timezone"]
    raise Untranslatable(f"is an object{kind and f', {kind}'}", "say it with a cron, or datasets under `assets`")


def _unit(cron: str) -> str | None:
    """What has to be said of a cron that does not come once in every unit."""
    try:
        if unit_of(cron) is not None:
            return None
        clock = croniter(cron, datetime(2024, 1, 1))
        fires = [clock.get_next(datetime) for _ in range(SAMPLE)]
    except ValueError as error:
        raise Untranslatable(f"{cron!r} never comes", "write another") from error
    least = min(after - before for before, after in pairwise(fires))
    if least >= timedelta(hours=1):
        return "day" if least >= timedelta(days=1) else "hour"
    raise Untranslatable(f"{cron!r} comes several times an hour, unevenly", "write an even cron, as */15 * * * *")


def _zone(said: Written, findings: Findings) -> str | None:
    try:
        ZoneInfo(str(said.value))
    except (ValueError, OSError, KeyError):
        findings.leave(said, "timezone", f"{said.value!r} is not a time zone", "write it as in Europe/Lisbon")
        return None
    return str(said.value)


def _date(key: str, dag: Written, args: Written | None, findings: Findings) -> dict[str, str]:
    own, default = dag.get(key), args.get(key) if args else None
    if own and default and own.value != default.value:
        findings.leave(default, f"default_args.{key}", f"the DAG's {key} is another one", "a pipeline has one")
    if not (said := own or default):
        return {}
    path = key if own else f"default_args.{key}"
    try:
        found, clock = day(said)
    except Untranslatable as error:
        findings.leave(said, path, *error.args)
        return {}
    if clock:
        findings.leave(said, path, f"the time of day, {clock}: dates are whole days", f"look whether {found} is meant")
    return {key: found}


def _catchup(dag: Written, made: dict[str, Any], findings: Findings) -> dict[str, bool]:
    said = dag.get("catchup")
    if not (said and said.value):
        return {}
    if "start_date" not in made:
        findings.leave(said, "catchup", "runs are to be made up, and since when is not said", "say schedule.start_date")
        return {}
    return {"catchup": True}
