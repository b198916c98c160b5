"""Names for a shell to complete: found in the files' names and texts, without understanding them.

What cannot be read has none: whoever is typing wants no message."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click

from levada.cli.project import find_root
from levada.errors import LevadaError
from levada.names import DATASET, step_of
from levada.spec.folders import ENVIRONMENTS, PIPELINES, folders
from levada.spec.parsing import parse

FILLED = re.compile(
    r"^(?:.*\binto:\s*|  )([a-z][a-z0-9_]*\.[a-z][a-z0-9_]*)(?=:|}|\s*$|\s*#)"
    r"|\binto:\s*(?:\[([^\]]*)\]|\{([^}]*)\}|((?:(?:#.*)?\n +(?:- +|\w+: +)[\w.]+ *(?=#|\n|$))+))",
    re.MULTILINE,
)
"""A dataset that a step fills, or that stands under `datasets`; or a list or map of those that a step fills."""


def pipelines(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    return sorted(name for name in _specs(ctx) if name.startswith(begun))


def datasets(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    return sorted({name for name in _datasets(ctx) if name.startswith(begun)})


def environments(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Those that have a file."""
    return sorted(name for name in _files(ctx, ENVIRONMENTS) if name.startswith(begun))


def names(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Pipelines and datasets."""
    return [*pipelines(ctx, parameter, begun), *datasets(ctx, parameter, begun)]


def steps(ctx: click.Context, parameter: click.Parameter, begun: str) -> list[str]:
    """Those of the pipelines that are named already, or of all where none is."""
    asked = said(ctx, "pipelines")
    found = {step for name, path in _specs(ctx).items() if not asked or name in asked for step in _steps(path)}
    return sorted(step for step in found if step.startswith(begun))


def said(ctx: click.Context, argument: str) -> tuple[str, ...]:
    """What stands on the line for the command's first argument. After an option that waits for its value, click has not
    taken arguments for what they are."""
    value = ctx.params.get(argument) or tuple(ctx.args)
    return (value,) if isinstance(value, str) else tuple(value)


def _steps(path: Path) -> Iterator[str]:
    steps = (parse(path.name, _read(path)).value or {}).get("steps")
    for step in steps if isinstance(steps, list) else ():
        if isinstance(step, dict) and (name := step.get("id") or _alone(step.get("into"))):
            yield str(name)


def _alone(into: Any) -> str:
    """What a step is called that fills one dataset and has no id."""
    filled = list(into.values()) if isinstance(into, dict) else into if isinstance(into, list) else [into]
    return step_of(str(filled[0])) if len(filled) == 1 and filled[0] else ""


def _datasets(ctx: click.Context) -> Iterator[str]:
    for path in _specs(ctx).values():
        for found in FILLED.findall(_read(path).decode("utf-8", "replace")):
            yield from DATASET.findall(" ".join(found))


def _specs(ctx: click.Context) -> dict[str, Path]:
    return _files(ctx, PIPELINES)


def _files(ctx: click.Context, folder: str) -> dict[str, Path]:
    """Name -> file."""
    try:
        root = find_root(ctx.find_root().params.get("root"), Path.cwd())
    except LevadaError:
        return {}
    return {name: root / file for name, file in folders(root, (folder,)).shelf(folder).items()}


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
