"""Files whose text is written anew: all of it or nothing, and looked at beforehand where that is asked."""

import os
from collections import Counter
from collections.abc import Callable
from difflib import unified_diff
from pathlib import Path
from typing import Literal

import click

from levada.cli.output import counted
from levada.spec.base import Part
from levada.spec.desk import DOCUMENTS
from levada.spec.folders import folders
from levada.spec.kinds import headless
from levada.spec.parsing import parse
from levada.spec.source import Source

FILES = click.argument("files", nargs=-1, type=click.Path(path_type=Path, exists=True, dir_okay=False))
CHECK = click.option("--check", is_flag=True, help="Change nothing; say which files would be.")
DIFF = click.option("--diff", is_flag=True, help="Change nothing; say what would be.")

CONTRACT = "DataContract"
"""Its language is ODCS's, and nothing of ours to rewrite."""
End = Literal["changed", "same", "left alone"]
After = Callable[[type[Part], Source], str]
"""A document of a kind -> its new text."""


def rewrite(root: Path, files: tuple[Path, ...], after: After, check: bool, diff: bool) -> None:
    """Write some files anew, or all of levada's own kinds. What is not YAML, of no kind, or in another language than
    this release's is left alone, and named.

    Exit code 1 if nothing may change, and one would be changed or was left alone."""
    ends = Counter(_rewritten(file, root, after, check or diff, diff) for file in files or _all(root))
    verb = "would be changed" if check or diff else "changed"
    click.echo(f"{counted(ends['changed'], 'file')} {verb}", err=diff)
    if (check or diff) and (ends["changed"] or ends["left alone"]):
        click.get_current_context().exit(1)


def _all(root: Path) -> list[Path]:
    found = folders(root)
    names = [*found.defaults, *found.pipelines.values(), *found.environments.values()]
    return [root / name for name in sorted(names)]


def _rewritten(file: Path, root: Path, after: After, keep: bool, diff: bool) -> End:
    """What has become of a file, or would."""
    before = file.read_bytes()
    name = file.resolve().relative_to(root).as_posix() if file.resolve().is_relative_to(root) else str(file)
    source = parse(name, before)
    kind = str((source.value or {}).get("kind"))
    model = DOCUMENTS.get(kind)
    if model is None or source.mistakes or any(headless(source, kind)):
        if kind == CONTRACT:
            return "same"
        click.echo(f"{name} is left alone: `levada validate` says why", err=True)
        return "left alone"
    text = after(model, source)
    if text == source.text:
        return "same"
    if diff:
        lines = unified_diff(source.text.splitlines(True), text.splitlines(True), name, name)
        click.echo("".join(lines), nl=False)
    else:
        click.echo(name)
    if not keep:
        draft = file.with_name(f".{file.name}.{os.getpid()}")
        draft.write_bytes(text.encode())
        draft.replace(file)
    return "changed"
