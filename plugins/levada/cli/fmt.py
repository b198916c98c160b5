"""`levada fmt`: specs as everybody would write them."""

from pathlib import Path

import click

from levada.cli.lists import with_lists
from levada.cli.project import Place
from levada.cli.rewriting import CHECK, DIFF, FILES, rewrite
from levada.spec.base import Part
from levada.spec.parsing import parse
from levada.spec.source import Source
from levada.spec.tidy import tidy

EPILOG = """\b
Examples:
  levada fmt                                      every spec but contracts, which are written as their owner likes
  levada fmt include/pipelines/flights.yaml       one
  levada fmt --check                              change nothing; exit code 1 if a file would be, or cannot be read
  levada fmt --diff                               say what would be"""


@click.command(epilog=EPILOG)
@FILES
@CHECK
@DIFF
@click.pass_obj
def command(place: Place, files: tuple[Path, ...], check: bool, diff: bool) -> None:
    """Write shorter forms, no needless quotes, and keys in order. Comments and meaning stay as they are.

    A dbt step that lacks `reads` or `into` gets them, as dbt's manifest has them. A file that is not YAML, or of no
    kind, is left alone: `levada validate` says why.
    """

    def after(model: type[Part], source: Source) -> str:
        return tidy(model, parse(source.file, with_lists(place, source).encode()))

    rewrite(place.root, files, after, check, diff)
