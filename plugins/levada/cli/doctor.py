"""`levada doctor`: whether everything is there that runs need, and what to do if not."""

from collections.abc import Iterable, Iterator

import click

from levada.cli import shapes
from levada.cli.examine import engines, lake, machine, specs
from levada.cli.examine.airflow import airflow
from levada.cli.examine.finding import Finding
from levada.cli.examine.roles import roles
from levada.cli.output import FORMAT, as_json, counted
from levada.cli.project import Place
from levada.plan.graph import Plan

EPILOG = """\b
Examples:
  levada doctor
  levada -e prod doctor        with another environment"""


BY_ENGINE = {"spark": "pyspark", "trino": "trino"}
"""Engines that are packages of their own."""


@click.command(epilog=EPILOG)
@FORMAT
@click.pass_obj
def command(place: Place, form: str) -> None:
    """Look at Python, packages, specs, catalogue, landing, dbt, Airflow, disk and clock. Changes nothing."""
    found: list[Finding] = []
    for finding in _findings(place):
        found.append(finding)
        if form == "human":
            _tell(finding)
    bad = [finding for finding in found if not finding.ok]
    if form == "json":
        as_json([shapes.Finding(one.subject, one.says, one.cure, one.ok) for one in found])
    elif bad:
        click.echo(f"\n{counted(len(bad), 'problem')}")
    if bad:
        click.get_current_context().exit(1)


def _findings(place: Place) -> Iterator[Finding]:
    """What needs the specs is looked at only if they can be read."""
    yield machine.python()
    yield machine.bytecode()
    yield machine.disk(place.root)
    readable = specs.specs(place)
    yield readable
    yield from specs.editors(place)
    plans = place.plans.values() if readable.ok else ()
    extras = _extras(plans)
    yield from machine.packages(wanted=extras | {"local"})
    yield machine.zones(plan.schedule.timezone for plan in plans)
    yield airflow(place.root)
    yield from roles(plans)
    if readable.ok:
        yield specs.landing(place)
        yield from specs.dbt(place)
        yield from lake.lake(place)
        yield from engines.engines(place)
        if "pyspark" in extras:
            yield machine.jdk()


def _extras(plans: Iterable[Plan]) -> set[str]:
    """What steps need besides: by their verbs, and by the engines that perform and judge them."""
    tasks = [task for plan in plans for task in plan.tasks]
    verbs = {task.action.verb for task in tasks for name in task.engines if name not in BY_ENGINE}
    return verbs | {BY_ENGINE[name] for task in tasks for name in (*task.engines, task.gate) if name in BY_ENGINE}


def _tell(finding: Finding) -> None:
    mark = click.style("ok     ", fg="green") if finding.ok else click.style("problem", fg="red")
    click.echo(f"{mark}  {finding.subject}: {finding.says}")
    if finding.cure:
        click.echo(f"         cure: {finding.cure}")
