"""`levada migrate`: words that are called otherwise by now, rewritten."""

from pathlib import Path

import click

from levada.cli.project import Place
from levada.cli.rewriting import CHECK, DIFF, FILES, rewrite
from levada.spec.base import Part
from levada.spec.migration import migrated
from levada.spec.renames import renamed
from levada.spec.source import Source

EPILOG = """\b
Examples:
  levada migrate                                      every spec but contracts, whose language is ODCS's
  levada migrate include/pipelines/flights.yaml       one
  levada migrate --check                              change nothing; exit code 1 if a file would be, or cannot be read
  levada migrate --diff                               say what would be"""


@click.command(epilog=EPILOG)
@FILES
@CHECK
@DIFF
@click.pass_obj
def command(place: Place, files: tuple[Path, ...], check: bool, diff: bool) -> None:
    """Write words that are called otherwise by now as they are called. Comments and meaning stay as they are.

    An old word is read for two minor releases, with a warning of `levada validate`; then it is refused.
    """

    def after(model: type[Part], source: Source) -> str:
        found = renamed(model, source)
        for path, word in found.items():
            line = source.place.at(path)[1].line
            click.echo(f"{source.file}:{line}: `{word.old}` is `{word.new}` since {word.since}", err=diff)
        return migrated(source, found) if found else source.text

    rewrite(place.root, files, after, check, diff)
