"""Versions of a table for a shell to complete: snapshots, branches and tags of the dataset that is named already.

Only a catalogue in a file is asked: whoever is typing does not wait for a server."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click
from click.shell_completion import CompletionItem

from levada.cli.completing import said
from levada.cli.output import number
from levada.cli.project import Place, find_root
from levada.lake.glance import glance


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
    metadata = _metadata(ctx)
    rows = {one["snapshot-id"]: one.get("summary", {}).get("total-records", 0) for one in metadata.get("snapshots", ())}
    seen = {entry["snapshot-id"]: entry["timestamp-ms"] for entry in metadata.get("snapshot-log", ())}
    for snapshot, at in sorted(seen.items(), key=lambda item: -item[1]):
        if snapshot in rows:
            since = datetime.fromtimestamp(at / 1000, UTC)
            yield CompletionItem(str(snapshot), help=f"{since:%Y-%m-%d %H:%M} UTC, {number(int(rows[snapshot]))} rows")


def _branches(ctx: click.Context) -> Iterator[CompletionItem]:
    for name, reference in sorted(_metadata(ctx).get("refs", {}).items()):
        yield CompletionItem(name, help=f"a {reference['type']}")


def _metadata(ctx: click.Context) -> dict[str, Any]:
    shared, named = ctx.find_root().params, said(ctx, "dataset")
    place = Place(lambda: find_root(shared.get("root"), Path.cwd()), shared["environment"])
    return glance(dict(place.environment.catalogue).get("uri", ""), place.root, named[0]) if named else {}
