"""`levada fmt`: specs as everybody would write them."""

import os
from difflib import unified_diff
from pathlib import Path

import click

from levada.cli.lists import with_lists
from levada.cli.output import counted
from levada.cli.project import Place
from levada.spec.desk import DOCUMENTS
from levada.spec.folders import folders
from levada.spec.parsing import parse
from levada.spec.tidy import tidy

EPILOG = """\b
Examples:
  levada fmt                                      every spec but contracts, which are written as their owner likes
  levada fmt include/pipelines/flights.yaml       one
  levada fmt --check                              change nothing; exit code 1 if anything would be
  levada fmt --diff                               say what would be"""


@click.command(epilog=EPILOG)
@click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--check", is_flag=True, help="Change nothing; say which files would be.")
@click.option("--diff", is_flag=True, help="Change nothing; say what would be.")
@click.pass_obj
def command(place: Place, files: tuple[Path, ...], check: bool, diff: bool) -> None:
    """Write shorter forms, no needless quotes, and keys in order. Comments and meaning stay as they are.

    A dbt step that lacks `reads` or `into` gets them, as dbt's manifest has them. A file that is not YAML, or of no
    kind, is left alone: `levada validate` says why.
    """
    changed = [file for file in files or _all(place.root) if _formatted(file, place, check or diff, diff)]
    verb = "would be changed" if check or diff else "changed"
    click.echo(f"{counted(len(changed), 'file')} {verb}", err=diff)
    if changed and (check or diff):
        click.get_current_context().exit(1)


def _all(root: Path) -> list[Path]:
    found = folders(root)
    names = [*found.defaults, *found.pipelines.values(), *found.environments.values()]
    return [root / name for name in sorted(names)]


def _formatted(file: Path, place: Place, keep: bool, diff: bool) -> bool:
    """Whether a file is, or would be, changed."""
    before = file.read_bytes()
    source = parse(str(file), before)
    model = DOCUMENTS.get(str((source.value or {}).get("kind")))
    if model is None or source.mistakes:
        return False
    after = tidy(model, parse(str(file), with_lists(place, source).encode()))
    if after.encode() == before:
        return False
    name = _name(file, place.root)
    if diff:
        lines = unified_diff(source.text.splitlines(True), after.splitlines(True), name, name)
        click.echo("".join(lines), nl=False)
    else:
        click.echo(name)
    if not keep:
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        draft.write_bytes(after.encode())
        draft.replace(file)
    return True


def _name(file: Path, root: Path) -> str:
    return file.resolve().relative_to(root).as_posix() if file.resolve().is_relative_to(root) else str(file)
