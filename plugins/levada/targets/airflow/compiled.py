"""A plan that was compiled before stands in for its YAML, as long as nothing that it came from has changed."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import levada
from levada.plan import codec
from levada.plan.environment import Environment
from levada.plan.graph import Plan
from levada.targets.airflow.shelf import Shelf

if TYPE_CHECKING:
    from levada.spec.folders import Folders

PLANS = Path(".levada", "plans")


@dataclass(frozen=True, slots=True)
class Compiled:
    """A bound plan, where it is carried out, and the spec's text."""

    plan: Plan
    environment: Environment
    source: str


def compiled(root: Path, name: str, environment: str, shelf: Shelf) -> Compiled:
    """A pipeline's plan, from `.levada/plans/` or else from its YAML.

    Raises:
        SpecError: with every mistake of its files.
    """
    place = root / PLANS / environment / f"{name}.json"
    stamp = _stamp(environment, shelf.pipelines[name], shelf.others)
    if found := _kept(root, place, stamp):
        return found
    opened, made = _made(root, name, environment, shelf)
    _keep(place, stamp, opened, made)
    return made


def _made(root: Path, name: str, environment: str, shelf: Shelf) -> tuple[Mapping[str, str], Compiled]:
    """The files that were read, with their digests, and what became of them. A worker rarely comes here, and is spared
    the import of the reader."""
    from levada.engines.registry import ABILITIES
    from levada.plan import binding
    from levada.plan.planner import plan
    from levada.spec.reader import read_pipeline

    project = read_pipeline(root, name, environment, _listed(root, shelf.files))
    (found,) = plan(project)
    where = binding.environment(project)
    return project.opened, Compiled(binding.bind(found, where, ABILITIES), where, project.sources[name].text)


@lru_cache(maxsize=1)
def _listed(root: Path, files: tuple[str, ...]) -> "Folders":
    """What lies under `include/`, looked at once for all pipelines. It follows from the files' names."""
    from levada.spec.folders import folders

    return folders(root)


def _kept(root: Path, place: Path, stamp: str) -> Compiled | None:
    """What was kept, unless anything has changed. What cannot be read is as good as not there."""
    try:
        record = json.loads(place.read_bytes())
        if record["stamp"] != stamp or record["files"] != _digests(root, record["files"]):
            return None
        plan, where = codec.decode_plan(record["plan"]), codec.decode_environment(record["environment"])
        return Compiled(plan, where, record["source"])
    except (OSError, ValueError, LookupError, TypeError):
        return None


def _keep(place: Path, stamp: str, opened: Mapping[str, str], made: Compiled) -> None:
    """Whole or not at all, for the next process; a folder that may not be written costs time, nothing else."""
    plan, where = codec.encode_plan(made.plan), codec.encode_environment(made.environment)
    try:
        record = {"stamp": stamp, "files": dict(opened), "source": made.source}
        place.parent.mkdir(parents=True, exist_ok=True)
        draft = place.with_suffix(f".{os.getpid()}")
        draft.write_text(json.dumps({**record, "plan": plan, "environment": where}), encoding="utf-8")
        draft.replace(place)
    except OSError:
        return


def _digests(root: Path, files: Iterable[str]) -> dict[str, str]:
    return {file: sha256((root / file).read_bytes()).hexdigest() for file in files}


def _stamp(environment: str, spec: str, others: tuple[str, ...]) -> str:
    """What decides a plan besides the contents of files: the code, and which files there are to be found."""
    return sha256("\0".join((_code(), environment, spec, *others)).encode()).hexdigest()


@cache
def _code() -> str:
    """This very state of the code: the release, and when its files were last written."""
    package = Path(levada.__file__).parent
    layers = (file for layer in ("spec", "plan", "engines") for file in sorted((package / layer).rglob("*.py")))
    states = (os.stat(file) for file in (*layers, package / "names.py", package / "intervals.py"))
    return "\0".join((levada.__version__, *(f"{state.st_mtime_ns} {state.st_size}" for state in states)))
