"""Names for a shell to complete: found in the files' names and texts, without understanding them."""

import re
from collections.abc import Iterator
from pathlib import Path

import click

from levada.cli.project import find_root
from levada.errors import LevadaError

FILLED = re.compile(r"^(?:.*\binto:\s*|  )([a-z][a-z0-9_]*\.[a-z][a-z0-9_]*)(?=:|\s*$|\s*#)", re.MULTILINE)
"""A dataset that a step fills, or that stands under `datasets`."""


def pipelines(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    return sorted(path.stem for path in _specs(ctx) if path.stem.startswith(begun))


def datasets(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    return sorted({name for name in _datasets(ctx) if name.startswith(begun)})


def environments(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Those that have a file."""
    return sorted(path.stem for path in _files(ctx, "environments") if path.stem.startswith(begun))


def names(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Pipelines and datasets."""
    return [*pipelines(ctx, parameter, begun), *datasets(ctx, parameter, begun)]


def _datasets(ctx: click.Context) -> Iterator[str]:
    for path in _specs(ctx):
        yield from FILLED.findall(path.read_text(encoding="utf-8", errors="replace"))


def _specs(ctx: click.Context) -> list[Path]:
    return [path for path in _files(ctx, "pipelines") if path.name != "defaults.yaml"]


def _files(ctx: click.Context, folder: str) -> list[Path]:
    try:
        root = find_root(ctx.find_root().params.get("root"), Path.cwd())
    except LevadaError:
        return []
    return list((root / "include" / folder).rglob("*.yaml"))
