"""Which files lie under `include/`: names alone, so that a worker finds its spec as fast among thousands."""

import os
from collections.abc import Iterator
from pathlib import Path

from levada.errors import Permanent
from levada.names import NAME

INCLUDE, PIPELINES, CONTRACTS = "include", "include/pipelines", "include/contracts"
CONTRACT = ".odcs.yaml"


def pipelines(root: Path) -> dict[str, tuple[str, ...]]:
    """Stem -> the files of that name, relative to the root: one, if all is well.

    Raises:
        Permanent: there is no include/: this is no project.
    """
    if not (root / INCLUDE).is_dir():
        raise Permanent(
            f"{root} has no folder include/: the DAG file, or LEVADA_ROOT, has to name the folder of your project"
        )
    found: dict[str, tuple[str, ...]] = {}
    for file in sorted(_files(root, PIPELINES)):
        stem, _, ending = file.rpartition("/")[2].rpartition(".")
        if ending in ("yaml", "yml") and stem != "defaults":
            found[stem] = (*found.get(stem, ()), file)
    return found


def others(root: Path) -> tuple[frozenset[str], tuple[str, ...]]:
    """The contracts that are there, each in one file; and whatever else is YAML under `include/` and no pipeline:
    environments, and what no spec can be read beside, for it lies in a wrong place or has another's name."""
    files = {file for file in _files(root, INCLUDE, without=PIPELINES) if file.endswith((".yaml", ".yml"))}
    found: dict[str, list[str]] = {}
    for file in files:
        stem = file.rpartition("/")[2].removesuffix(CONTRACT)
        if file.startswith(f"{CONTRACTS}/") and file.endswith(CONTRACT) and NAME.fullmatch(stem):
            found.setdefault(stem, []).append(file)
    contracts = {name: own[0] for name, own in found.items() if len(own) == 1}
    return frozenset(contracts), tuple(sorted(files.difference(contracts.values())))


def _files(root: Path, folder: str, without: str = "") -> Iterator[str]:
    """Hidden ones are nobody's."""
    if folder == without or not os.path.isdir(root / folder):
        return
    with os.scandir(root / folder) as found:
        for one in found:
            if one.name.startswith("."):
                continue
            if one.is_dir():
                yield from _files(root, f"{folder}/{one.name}", without)
            else:
                yield f"{folder}/{one.name}"
