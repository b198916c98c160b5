"""`levada validate`: every mistake of every spec, with its place and its cure."""

import click

from levada.cli.output import counted
from levada.cli.project import Place
from levada.cli.reports import REPORTS
from levada.errors import Problem, SpecError

EPILOG = """\b
Examples:
  levada validate                            for people; `levada errors ID` says more about a kind of mistake
  levada validate --format github            annotations in a pull request
  levada validate --format sarif > out.sarif for code scanners"""


@click.command(epilog=EPILOG)
@click.option("--format", "form", type=click.Choice(list(REPORTS)), default="human", help="For people or programs.")
@click.pass_obj
def command(place: Place, form: str) -> None:
    """Check every spec under include/, alone and against one another. Touches no data."""
    problems, whole = _problems(place)
    wrong = any(problem.severity == "error" for problem in problems)
    if problems or form != "human":
        click.echo(REPORTS[form](problems))
    if form == "human" and not whole:
        click.echo("not looked at until that is corrected: functions, queries, dbt and operators, of all pipelines")
    if form == "human" and not wrong:
        steps = sum(len(plan.tasks) for plan in place.plans.values())
        contracts = counted(len(place.project.contracts), "contract")
        click.echo(f"fine: {counted(len(place.plans), 'pipeline')} with {counted(steps, 'step')}, {contracts}")
        if unchecked := sum(len(plan.unchecked) for plan in place.plans.values()):
            click.echo(f"{counted(unchecked, 'promise')} nobody checks: levada explain lists them")
    if wrong:
        click.get_current_context().exit(1)


def _problems(place: Place) -> tuple[tuple[Problem, ...], bool]:
    """What is wrong, and whether everything was looked at: what steps call is, once the specs can be planned."""
    try:
        plans = place.plans
    except SpecError as error:
        return error.problems, False
    from levada.cli import backfills, operators
    from levada.engines.dbt import review as dbt_review
    from levada.engines.embedded import review as pyspark_review
    from levada.engines.functions import review as job_review
    from levada.engines.gate import review as gate_review
    from levada.engines.queries import columns
    from levada.engines.queries import review as sql_review

    project, found = place.project, plans.values()
    found_wrong = (
        *project.warnings,
        *backfills.review(project, found),
        *job_review.review(project, found, place.root),
        *pyspark_review.review(project, found, place.root),
        *dbt_review.review(project, found, place.environment, place.root),
        *sql_review.review(project, found),
        *columns.review(project, found),
        *gate_review.review(project, found),
        *operators.review(project, found, place.root),
    )
    return found_wrong, True
