"""Runs for whole units of what assets publish: whether the assets can bring such units."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from levada.intervals import UNITS, Unit, unit_of
from levada.spec.rules.flow import Flow, Found, awaited
from levada.spec.schedule import Schedule
from levada.spec.source import Mistake, Path


@dataclass(frozen=True, slots=True)
class Pace:
    """The longest unit that a pipeline's runs stand for. `none`: they have no interval; `unknown`: nobody here says."""

    unit: Unit | Literal["none", "unknown"]
    pipeline: str = ""


def partitions(flow: Flow) -> Found:
    """`interval` beside assets whose runs have no interval, or have longer ones."""
    for name, case in flow.cases.items() if flow.whole else ():
        said = case.pipeline.schedule
        if said.interval is None or not _by_units(said):
            continue
        for path, asset in awaited(case):
            yield from ((name, mistake) for mistake in _unfit(flow, path, asset, said.interval))


def unheard(flow: Flow) -> Found:
    """Assets that a pipeline fills unit by unit, of which Airflow tells only those that go by units as well."""
    for name, case in flow.cases.items():
        said = case.pipeline.schedule
        if said.assets is None or _by_units(said) or case.page.touched(("schedule",)):
            continue
        for path, asset in awaited(case):
            for other, _, step in flow.sources.get(asset, []):
                theirs = flow.cases[other].pipeline.schedule
                if step and _by_units(theirs):
                    unit = theirs.interval
                    message = f"{asset} is published {unit} by {unit}: Airflow tells nobody else of that"
                    yield name, Mistake(path, message, f"say interval: {unit}, or a longer one, and no cron")


def _by_units(said: Schedule) -> bool:
    return said.assets is not None and said.interval is not None and said.cron is None


def _unfit(flow: Flow, path: Path, asset: str, interval: str) -> Iterator[Mistake]:
    pace = _pace(flow, asset, frozenset())
    if pace.unit == "none":
        message = f"{asset} comes without an interval, so that no {interval} of it is ever known to be whole"
        yield Mistake(path, message, f"give {pace.pipeline}, which fills it, a cron or an interval, or take yours out")
    elif isinstance(pace.unit, Unit) and pace.unit.least > UNITS[interval].least:
        message = f"{asset} comes {pace.unit} by {pace.unit}: {pace.pipeline} never publishes one {interval} alone"
        cure = pace.unit.name if pace.unit.count == 1 else "day"
        yield Mistake(path, message, f"say interval: {cure}, or give {pace.pipeline} a shorter one")


def _pace(flow: Flow, asset: str, seen: frozenset[str]) -> Pace:
    """The longest unit in which an asset comes. Of pipelines that assets start, it is their assets'."""
    sources = [(name, step) for name, _, step in flow.sources.get(asset, [])]
    if len(sources) != 1 or sources[0][1] is None or asset in seen:
        return Pace("unknown")
    name = sources[0][0]
    case = flow.cases[name]
    said = case.pipeline.schedule
    if case.page.touched(("schedule",)):
        return Pace("unknown")
    if said.cron or said.interval:
        unit = UNITS[said.interval] if said.interval else _read_off(said.cron or "")
        return Pace(unit or "unknown", name)
    if said.assets is None:
        return Pace("none", name)
    paces = [_pace(flow, other, seen | {asset}) for _, other in awaited(case)]
    return max(paces, key=_slowness, default=Pace("unknown"))


def _read_off(cron: str) -> Unit | None:
    try:
        return unit_of(cron)
    except ValueError:
        return None


def _slowness(pace: Pace) -> timedelta:
    """One asset without an interval leaves a run without one."""
    if isinstance(pace.unit, Unit):
        return pace.unit.least
    return timedelta.max if pace.unit == "none" else timedelta.min


RULES = (partitions, unheard)
