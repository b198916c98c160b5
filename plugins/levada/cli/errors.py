"""`levada errors`: what a kind of mistake means, and what to do about it."""

import click

from levada.spec.pages import markdown, pages
from levada.spec.vocabulary import nearest

EPILOG = """\b
Examples:
  levada errors unknown-key        the id at the end of a message's first line
  levada errors > docs/errors.md   all of them"""


@click.command(epilog=EPILOG)
@click.argument("id_", metavar="[ID]", required=False)
def command(id_: str | None) -> None:
    """Explain a kind of mistake that `levada validate` reports, or all of them."""
    if id_ is None:
        click.echo(markdown(), nl=False)
        return
    known = pages()
    if id_ not in known:
        hint = nearest(id_, list(known)) or "`levada errors` prints all of them"
        raise click.UsageError(f"no kind of mistake is called {id_!r}: {hint}")
    cause, cure = known[id_]
    click.echo(f"{id_}: {cause}\n    cure: {cure}")
