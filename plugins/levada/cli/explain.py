"""`levada explain`: what would happen, in which order, by which engine, where, and why."""

import json

import click

from levada.cli.output import FORMAT, as_json
from levada.cli.project import Place
from levada.plan.codec import encode_plan
from levada.plan.explain import explain

EPILOG = """\b
Examples:
  levada explain                        every pipeline
  levada explain flights                one
  levada explain flights --format json  the plan itself, for a program"""


@click.command(epilog=EPILOG)
@click.argument("pipelines", nargs=-1)
@FORMAT
@click.pass_obj
def command(place: Place, pipelines: tuple[str, ...], form: str) -> None:
    """Say what would happen, and why. Touches nothing."""
    plans = [place.plan(name) for name in pipelines or place.plans]
    if form == "json":
        as_json([json.loads(encode_plan(plan)) for plan in plans])
        return
    click.echo("\n".join(explain(plan, place.environment) for plan in plans), nl=False)
