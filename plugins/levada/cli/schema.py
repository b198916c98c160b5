"""`levada schema`: the language as JSON Schema, for editors and other programs, and as a page, for people."""

import click

from levada.cli.output import as_json
from levada.spec.reference import markdown
from levada.spec.schema import CONTRACT, KINDS, schema

EPILOG = """\b
Examples:
  levada schema > include/levada.schema.json    for editors; a spec's first line names it:
                                                # yaml-language-server: $schema=../levada.schema.json
  levada schema DataContract                    that of contracts is the standard's own: ODCS
  levada schema --format markdown > docs/reference.md    every key in a table
  levada schema output          what commands print with --format json"""
OUTPUT = "output"


@click.command(epilog=EPILOG)
@click.argument("kind", type=click.Choice([*KINDS, OUTPUT]), required=False)
@click.option("--format", "form", type=click.Choice(["json", "markdown"]), default="json", show_default=True,
              help="JSON Schema, or a page of tables.")  # fmt: skip
def command(kind: str | None, form: str) -> None:
    """Print the JSON Schema of specs, of one kind of them, or of what commands print; or every key in tables."""
    if kind == OUTPUT:
        from levada.cli import outputs

        if form == "json":
            as_json(outputs.schema())
        else:
            click.echo(outputs.markdown(), nl=False)
    elif form == "json":
        as_json(schema(kind or ""))
    elif kind == CONTRACT:
        raise click.UsageError("contracts are ODCS's own: of them there is only the JSON Schema")
    else:
        click.echo(markdown(kind or ""), nl=False)
