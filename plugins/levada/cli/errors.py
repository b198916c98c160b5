"""`levada errors`: what a kind of mistake or failure means, and what to do about it."""

import click

from levada.names import nearest
from levada.runtime.failures import FAILURES
from levada.spec.pages import markdown, pages, section

EPILOG = """\b
Examples:
  levada errors unknown-key        the id at the end of a message's first line
  levada errors failed-checks
  levada errors > docs/errors.md   all of them"""

RUNS = """
# Failures of runs

What `levada run` says of a step that failed ends its first line with an id too; it is `error_id` in the step's record.
Airflow tries again what may succeed later (`retryable`), and nothing else.
"""


def _ids(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    return sorted(id_ for id_ in (*pages(), *FAILURES) if id_.startswith(begun))


@click.command(epilog=EPILOG)
@click.argument("id_", metavar="[ID]", required=False, shell_complete=_ids)
def command(id_: str | None) -> None:
    """Explain a kind of mistake that `levada validate` reports, or of failure that runs end with; or all of them."""
    if id_ is None:
        click.echo(page(), nl=False)
        return
    known = {**pages(), **FAILURES}
    if id_ not in known:
        hint = nearest(id_, list(known)) or "`levada errors` prints all of them"
        raise click.UsageError(f"no kind of mistake or failure is called {id_!r}: {hint}")
    cause, cure = known[id_]
    click.echo(f"{id_}: {cause}\n    cure: {cure}")


def page() -> str:
    """All of them, as one text."""
    return "\n".join((markdown(), RUNS.lstrip("\n"), *(section(id_, *FAILURES[id_]) for id_ in sorted(FAILURES))))
