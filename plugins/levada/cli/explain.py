"""`levada explain`: what would happen, in which order, by which engine, and why; or where one value comes from."""

import json
from collections.abc import Sequence
from dataclasses import asdict

import click
from pydantic import JsonValue

from levada.cli import completing, shapes
from levada.cli.output import FORMAT, as_json
from levada.cli.project import Place
from levada.cli.shapes import Origin
from levada.names import nearest
from levada.plan.codec import encode_plan
from levada.plan.explain import explain
from levada.plan.graph import Plan, Settings
from levada.spec.provenance import BUILT_IN, Saying, path_of, provenance
from levada.spec.source import Path

INFERRED = "inferred"

EPILOG = """\b
Examples:
  levada explain                                          every pipeline
  levada explain flights                                  one
  levada explain flights --format json                    the plan itself, for a program
  levada explain flights steps.raw_flights.retries        where a value comes from, weak to strong
  levada explain flights datasets.raw.flights.write"""


@click.command(epilog=EPILOG)
@click.argument("pipelines", nargs=-1, metavar="[PIPELINE [PATH]]...", shell_complete=completing.pipelines)
@FORMAT
@click.pass_obj
def command(place: Place, pipelines: tuple[str, ...], form: str) -> None:
    """Say what would happen, and why; or where a value of a pipeline comes from. Touches nothing."""
    if len(pipelines) == 2 and pipelines[1] not in place.files:
        _origin(place, *pipelines, form)
        return
    plans = [place.plan(name) for name in pipelines or place.plans]
    if form == "json":
        as_json([json.loads(encode_plan(plan)) for plan in plans])
        return
    click.echo("\n".join(explain(plan, place.environment) for plan in plans), nl=False)


def _origin(place: Place, pipeline: str, words: str, form: str) -> None:
    project, plan = place.pipeline(pipeline)
    path, known = path_of(project, pipeline, words)
    if known or not path:
        wanted = words.split(".")[min(len(path), words.count("."))]
        hint = nearest(wanted, known) or f"there are: {', '.join(known)}"
        raise click.UsageError(f"{pipeline} has neither a pipeline nor a value {words!r} beside it: {hint}")
    said = provenance(project, pipeline, path)
    if not said:
        said = _inferred(plan, path)
    if path[0] == "steps" and len(path) == 3 and path[-1] in Settings.__dataclass_fields__:
        said = [Saying(_setting(str(path[-1])), BUILT_IN), *said]
    value = _holding(said)
    if form == "json":
        as_json(Origin(pipeline, words, value, [shapes.Saying(**asdict(saying)) for saying in said]))
        return
    click.echo(f"{pipeline} {words} = {_shown(value, 'none')}" if said else f"{pipeline} {words}: nothing is said")
    where = [f"{saying.file}:{saying.line}" if saying.line else saying.file for saying in said]
    width = max(map(len, where), default=0)
    for saying, at in zip(said, where, strict=True):
        more = "  ".join(part for part in (saying.path, saying.by) if part)
        value = _shown(saying.value, "none" if saying.file == BUILT_IN else "taken away")
        click.echo(f"  {at.ljust(width)}  {value}{f'  ({more})' if more else ''}")


def _inferred(plan: Plan, path: Path) -> list[Saying]:
    """How a table is written of which nobody says it: the plan knows."""
    tables = (table for task in plan.tasks for table in task.tables)
    found = [table for table in tables if path == ("datasets", table.name, "write")]
    by = ", ".join(found[0].unique_key) if found else ""
    because = f"the contract's key: {by}" if by else "it has no key, or is not loaded from files"
    return [Saying(table.strategy, INFERRED, by=because) for table in found]


def _setting(key: str) -> str | int | None:
    """How tasks are tried where nobody says; seconds are written as specs write them."""
    value: str | int | None = getattr(Settings(), key)
    return f"{value}s" if isinstance(value, int) and key in ("retry_delay", "execution_timeout") else value


def _holding(said: Sequence[Saying]) -> JsonValue:
    """The value that holds: the last one, or the built-in where that was taken away."""
    if said and said[-1].value is None and said[0].file == BUILT_IN:
        return said[0].value
    return said[-1].value if said else None


def _shown(value: object, nothing: str) -> str:
    return nothing if value is None else json.dumps(value, ensure_ascii=False)
