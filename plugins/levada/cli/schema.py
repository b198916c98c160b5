"""`levada schema`: the language as JSON Schema, for editors and other programs."""

import click

from levada.cli.output import as_json
from levada.spec.schema import KINDS, schema

EPILOG = """\b
Examples:
  levada schema > include/levada.schema.json    for editors; a spec's first line names it:
                                                # yaml-language-server: $schema=../levada.schema.json
  levada schema DataContract                    that of contracts is the standard's own: ODCS"""


@click.command(epilog=EPILOG)
@click.argument("kind", type=click.Choice(KINDS), required=False)
def command(kind: str | None) -> None:
    """Print the JSON Schema of specs, or of one kind of them."""
    as_json(schema(kind or ""))
