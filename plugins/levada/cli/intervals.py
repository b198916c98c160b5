"""`levada intervals`: which intervals are published, missing, or out of date, and why."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from levada.cli import completing, shapes
from levada.cli.grid import table
from levada.cli.output import FORMAT, as_json, begins, counted, number
from levada.cli.project import Place

if TYPE_CHECKING:
    from levada.runtime.outdated import Upkeep
    from levada.runtime.standing import Standing

EPILOG = """\b
Examples:
  levada intervals                 every step of every pipeline
  levada intervals flights         those of one pipeline
  levada intervals raw.flights     those of one dataset
  levada run --stale               do again what is out of date"""


@click.command(epilog=EPILOG)
@click.argument("names", nargs=-1, metavar="[PIPELINE|DATASET]...", shell_complete=completing.names)
@FORMAT
@click.pass_obj
def command(place: Place, names: tuple[str, ...], form: str) -> None:
    """List which intervals are published, missing by the schedule, or stale, and why.

    Stale is what would come out otherwise if it were done again: its files, the rows it read, its spec or its code have
    changed since, or what it reads is stale itself. Runs nothing.
    """
    known = {
        *place.plans,
        *(table.name for plan in place.plans.values() for task in plan.tasks for table in task.tables),
    }
    if unknown := [name for name in names if name not in known]:
        raise click.UsageError(f"no pipeline or dataset {', '.join(unknown)}; there are: {', '.join(sorted(known))}")
    with upkeep(place) as looked:
        found = [one for one in looked.standings() if not names or {one.pipeline, *one.datasets} & {*names}]
    if form == "json":
        as_json([_json(one) for one in found])
        return
    table(("step", "interval", "state", "rows", "why"), list(_lines(found)), right=("rows",))


@contextmanager
def upkeep(place: Place) -> "Iterator[Upkeep]":
    """Everything that is asked how it stands."""
    from levada.lake.catalogue import open_lake
    from levada.runtime.outdated import Upkeep

    with TemporaryDirectory() as scratch:
        lake = open_lake(place.environment, place.root)
        yield Upkeep(tuple(place.plans.values()), place.environment, lake, place.root, Path(scratch))


def _json(one: "Standing") -> shapes.Standing:
    interval = shapes.Interval(**one.interval.as_json()) if one.interval else None
    of = one.entry
    known = (of.run, of.rows, of.at) if of else (None, None, None)
    return shapes.Standing(
        one.pipeline, one.step, one.item, list(one.datasets), interval, one.state, list(one.reasons), *known
    )


def _lines(found: "list[Standing]") -> Iterator[Sequence[object]]:
    """A line for each row of neighbours that stand alike; those that wait for files each miss another one."""
    for (step, state, _), group in groupby(
        found, lambda one: (_step(one), one.state, one.reasons if one.state != "missing" else bool(one.reasons))
    ):
        alike = list(group)
        rows = sum(entry.rows for entry in {one.entry for one in alike} if entry) if state != "missing" else None
        more = "; and so on" if any(one.reasons != alike[0].reasons for one in alike) else ""
        yield step, _span(alike), state, number(rows), "; ".join(alike[0].reasons) + more


def _step(one: "Standing") -> str:
    return f"{one.pipeline}.{one.step}" + ("" if one.item is None else f"[{one.item}]")


def _span(alike: "list[Standing]") -> str:
    if len(alike) == 1:
        return begins(alike[0].interval)
    return f"{begins(alike[0].interval)} … {begins(alike[-1].interval)} ({counted(len(alike), 'interval')})"
