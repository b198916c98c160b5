"""Which run of the plan an Airflow run is."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import reduce
from typing import Any

from levada.errors import Permanent
from levada.intervals import Interval
from levada.names import nearest
from levada.plan.run import Run
from levada.targets.airflow.partition_keys import Calendar

RELOAD = "reload"
"""What a run is given to load anew, beside its params."""


def run(context: Mapping[str, Any], timezone: str, unit: str = "") -> Run:
    """The run of a task's context: its data interval in the pipeline's zone; or, where runs are of a calendar `unit`,
    its partition key's; or, when assets triggered it, the span of what their events bring; a run by hand without a date
    has none. Triggered with `{"reload": true}`, it loads anew."""
    dag_run = context.get("dag_run")
    interval = (
        _scheduled(context, timezone)
        or _partition(dag_run, timezone, unit)
        or _triggered(context.get("triggering_asset_events") or {})
    )
    params = json.dumps(dict(context.get("params") or {}), sort_keys=True)
    reload = (getattr(dag_run, "conf", None) or {}).get(RELOAD) is True
    return Run(context["run_id"], interval, params, _began(dag_run), reload)


def unread(context: Mapping[str, Any]) -> Iterator[str]:
    """What a triggered run is given and nobody reads, as far as it looks like a slip of the pen: `conf` may also hold
    what the users' own operators look up."""
    if not (conf := getattr(context.get("dag_run"), "conf", None)):
        return
    params = {name for part in ("dag", "task") for name in getattr(context.get(part), "params", None) or ()}
    for name in sorted(set(conf) - params - {RELOAD}):
        if hint := nearest(name, sorted({*params, RELOAD} - set(conf))):
            yield f"conf of this run has {name!r}, which is no param of the pipeline: {hint}"
    if RELOAD not in params and not isinstance(conf.get(RELOAD, True), bool):
        yield f"conf of this run has {RELOAD!r}, and it is neither true nor false: nothing is loaded anew"


def _began(dag_run: Any) -> datetime | None:
    moment = getattr(dag_run, "run_after", None)
    return moment and _plain(moment)


def _scheduled(context: Mapping[str, Any], timezone: str) -> Interval | None:
    start, end = context.get("data_interval_start"), context.get("data_interval_end")
    if start is None or end is None or start == end:
        return None
    return Interval(_plain(start), _plain(end), timezone)


def _partition(dag_run: Any, timezone: str, unit: str) -> Interval | None:
    key = getattr(dag_run, "partition_key", None)
    if not (key and unit):
        return None
    calendar = Calendar(unit, timezone)
    try:
        found = calendar.published(key)
    except ValueError as error:
        raise Permanent(f"the run's partition key {key!r} is no date and no interval: {error}") from None
    # Whoever starts a run by hand may say any: half a day would take the place of the whole one.
    whole = calendar.at(found.start)
    if (found.start, found.end) != (whole.start, whole.end):
        message = f"the run's partition key {key!r} is not one whole {unit} in {timezone}"
        raise Permanent(f"{message}: trigger it with {whole}")
    return found


def _triggered(events: Mapping[Any, Iterable[Any]]) -> Interval | None:
    """One event without an interval may have changed anything: then there is none for the run either."""
    said = [event.extra.get("interval") for about in events.values() for event in about]
    if not said or None in said:
        return None
    return reduce(Interval.span, sorted(map(Interval.from_json, said)))


def _plain(moment: datetime) -> datetime:
    """Airflow hands out a datetime class of its own; ours compare and print as the standard library's."""
    return datetime.fromtimestamp(moment.timestamp(), UTC)
