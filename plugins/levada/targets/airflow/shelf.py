"""Which files lie under `include/`: names alone, so that a worker finds its spec as fast among thousands."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from levada.errors import Permanent

INCLUDE, PIPELINES = "include", "include/pipelines"


@dataclass(frozen=True, slots=True)
class Shelf:
    """`files`: all, in order, relative to the root. `pipelines`: stem -> file. `others`: the rest, with defaults."""

    files: tuple[str, ...]
    pipelines: Mapping[str, str]
    others: tuple[str, ...]


def shelf(root: Path) -> Shelf:
    """Everything under `include/`.

    Raises:
        Permanent: there is no such folder: this is no project.
    """
    if not (root / INCLUDE).is_dir():
        raise Permanent(f"{root} has no folder include/: set LEVADA_ROOT to the folder of your project")
    files = tuple(sorted(_files(root, INCLUDE)))
    ours = [file for file in files if _is_pipeline(file)]
    return Shelf(files, {_stem(file): file for file in ours}, tuple(file for file in files if not _is_pipeline(file)))


def _is_pipeline(file: str) -> bool:
    return file.startswith(f"{PIPELINES}/") and file.endswith((".yaml", ".yml")) and _stem(file) != "defaults"


def _stem(file: str) -> str:
    return file.rpartition("/")[2].rpartition(".")[0]


def _files(root: Path, folder: str) -> Iterator[str]:
    """Hidden ones are nobody's."""
    with os.scandir(root / folder) as found:
        for one in found:
            if one.name.startswith("."):
                continue
            if one.is_dir():
                yield from _files(root, f"{folder}/{one.name}")
            else:
                yield f"{folder}/{one.name}"
