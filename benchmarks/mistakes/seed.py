"""A mistake, and how it is made in each tool's own language."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from shutil import copytree

BASES = Path(__file__).parent / "bases"
LEVADA, DAG_FACTORY, BLUEPRINT, DG = TOOLS = ("levada", "dag_factory", "blueprint", "dg")
FILES: Mapping[str, Mapping[str, str]] = {
    LEVADA: {
        "": "include/pipelines/shop.yaml",
        "contract": "include/contracts/shop.odcs.yaml",
        "environment": "include/environments/local.yaml",
        "job": "spark_jobs/clean_orders.py",
    },
    DAG_FACTORY: {"": "dags/shop.yaml", "job": "dags/jobs/clean_orders.py"},
    BLUEPRINT: {"": "dags/shop.dag.yaml", "job": "dags/jobs/clean_orders.py"},
    DG: {
        **{name: f"src/shop/defs/{name}/defs.yaml" for name in ("load_orders", "clean", "revenue", "daily")},
        "job": "src/shop/jobs/clean_orders.py",
    },
}
"""What a change calls a file -> where it lies; empty: the file that holds the pipeline."""


@dataclass(frozen=True, slots=True)
class Change:
    """`old` (which stands there once; empty: the whole text) becomes `new`; where they are equal nothing changes, and
    it is right to point there too. `move`: the file's new path; `copy`: and it stays where it was. `encoding`: the one
    it is saved in."""

    old: str = ""
    new: str = ""
    file: str = ""
    move: str = ""
    copy: bool = False
    encoding: str = "utf-8"


@dataclass(frozen=True, slots=True)
class Seed:
    """`what` was done wrong, in one line. `says`: words of which one has to be named. `edits`: tool -> the changes
    that make it; a tool that is not there has no such thing to get wrong. `also`: a text on further lines that are
    right to point at (where something is missing, the part that misses it)."""

    name: str
    what: str
    says: tuple[str, ...]
    edits: Mapping[str, tuple[Change, ...]]
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Place:
    """The files a mistake is in, and which lines of each are right to point at. No lines: the file alone is."""

    lines: Mapping[str, frozenset[int]] = field(default_factory=dict)


def plant(seed: Seed, tool: str, folder: Path) -> Place:
    """Write a tool's project with the mistake in it into a new folder; where it is now."""
    copytree(BASES / tool, folder, ignore=lambda _, names: [name for name in names if name == "__pycache__"])
    return Place(dict(_made(change, seed.also, tool, folder) for change in seed.edits[tool]))


def _made(change: Change, also: tuple[str, ...], tool: str, folder: Path) -> tuple[str, frozenset[int]]:
    file = FILES[tool][change.file]
    before = (folder / file).read_text()
    if change.old and before.count(change.old) != 1:
        raise ValueError(f"{tool}: {change.old!r} stands in {file} {before.count(change.old)} times")
    after = before.replace(change.old, change.new) if change.old else (before if change.move else change.new)
    target = folder / (change.move or file)
    target.parent.mkdir(parents=True, exist_ok=True)
    if change.move and not change.copy:
        (folder / file).unlink()
    target.write_bytes(after.encode(change.encoding))
    right = () if not change.old else _changed(before, after, (*also, change.new) if change.old == change.new else also)
    return change.move or file, frozenset(right)


def _changed(before: str, after: str, also: tuple[str, ...]) -> Iterator[int]:
    """Lines (from 1) that are new, that lie where something went, or that hold one of the texts."""
    old, new = before.splitlines(), after.splitlines()
    for kind, _, _, begin, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind != "equal":
            yield from range(begin + 1, max(end, begin + 1) + 1)
    for number, line in enumerate(new, 1):
        if any(text in line for text in also):
            yield number
