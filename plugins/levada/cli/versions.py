"""Versions of a table for a shell to complete: snapshots, branches and tags of the dataset that is named already.

Only a catalogue in a file is asked: whoever is typing does not wait for a server."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem

from levada.cli.completing import said
from levada.cli.output import number
from levada.cli.project import Place, find_root

if TYPE_CHECKING:
    from levada.lake.catalogue import Lake

IN_A_FILE = "sqlite:///"


def snapshots(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Those that readers have seen, newest first."""
    return _begun(_snapshots(ctx), begun)


def branches(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Branches and tags."""
    return _begun(_branches(ctx), begun)


def either(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[CompletionItem]:
    """Whatever names a state of it."""
    return [*branches(ctx, parameter, begun), *snapshots(ctx, parameter, begun)]


def _begun(found: Iterator[CompletionItem], begun: str) -> list[CompletionItem]:
    try:
        return [item for item in found if str(item.value).startswith(begun)]
    except Exception:  # whatever it is, the command itself will say it, and not in the middle of a line
        return []


def _snapshots(ctx: click.Context) -> Iterator[CompletionItem]:
    from levada.lake.history import history

    for lake, dataset in _asked(ctx):
        for version in reversed(history(lake, dataset)):
            told = f"{version.at:%Y-%m-%d %H:%M}, {number(version.rows_total)} rows, {version.run or version.operation}"
            yield CompletionItem(str(version.snapshot), help=told)


def _branches(ctx: click.Context) -> Iterator[CompletionItem]:
    for lake, dataset in _asked(ctx):
        for name, reference in sorted(lake.table(dataset).metadata.refs.items()):
            yield CompletionItem(name, help=f"a {reference.snapshot_ref_type}")


def _asked(ctx: click.Context) -> Iterator[tuple["Lake", str]]:
    """The lake and the dataset, if both are there already: nothing is made for a question."""
    shared = ctx.find_root().params
    place = Place(lambda: find_root(shared.get("root"), Path.cwd()), shared["environment"])
    uri = dict(place.environment.catalogue).get("uri", "")
    file = place.root / uri.removeprefix(IN_A_FILE).partition("?")[0]
    if (named := said(ctx, "dataset")) and uri.startswith(IN_A_FILE) and file.is_file():
        from levada.lake.catalogue import open_lake

        yield open_lake(place.environment, place.root), named[0]
