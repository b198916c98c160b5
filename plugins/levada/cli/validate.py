"""`levada validate`: every mistake of every spec, with its place and its cure."""

from dataclasses import asdict

import click

from levada.cli.output import FORMAT, as_json, counted
from levada.cli.project import Place
from levada.errors import Problem, SpecError


@click.command()
@FORMAT
@click.pass_obj
def command(place: Place, form: str) -> None:
    """Check every spec under include/, alone and against one another. Touches no data."""
    problems = _problems(place)
    if form == "json":
        as_json([asdict(problem) for problem in problems])
    elif problems:
        click.echo("\n".join(map(str, problems)))
        click.echo(counted(len(problems), "problem"))
    else:
        steps = sum(len(plan.tasks) for plan in place.plans.values())
        contracts = counted(len(place.project.contracts), "contract")
        click.echo(f"fine: {counted(len(place.plans), 'pipeline')} with {counted(steps, 'step')}, {contracts}")
    if problems:
        click.get_current_context().exit(1)


def _problems(place: Place) -> tuple[Problem, ...]:
    try:
        plans = place.plans
    except SpecError as error:
        return error.problems
    from levada.engines.embedded import dbt_review, sql_review

    models = dbt_review.review(place.project, plans.values(), place.environment, place.root)
    return (*models, *sql_review.review(place.project, plans.values()))
