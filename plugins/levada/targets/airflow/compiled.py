"""The artefacts of a project's pipelines: what was compiled before is taken as it is, as long as nothing that it came
from has changed."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

import levada
from levada.targets.airflow import shelf
from levada.targets.airflow.artefact import Artefact

if TYPE_CHECKING:
    from levada.spec.folders import Folders
    from levada.spec.project import Project

KEPT = ".levada/dags"


@dataclass(frozen=True)
class Compiled:
    """The pipelines of the project at `root`, in one environment."""

    root: Path
    environment: str

    @cached_property
    def pipelines(self) -> Mapping[str, tuple[str, ...]]:
        """Every name under `include/pipelines/`, and the files that have it."""
        return shelf.pipelines(self.root)

    def artefact(self, name: str) -> Artefact | None:
        """What was kept of a pipeline, or else what its YAML comes to; None: there is no such pipeline. While what was
        kept is right, no other pipeline is looked at.

        Raises:
            SpecError: with every mistake of its files.
            Unfit: as `compile`.
        """
        return self._kept(name) or (self.compile(name) if name in self.pipelines else None)

    def compile(self, name: str) -> Artefact:
        """What a pipeline's YAML comes to, kept for the next process.

        Raises:
            SpecError: as `artefact`; or there is no such pipeline.
            Unfit: an operator cannot be made of its arguments.
        """
        from levada.engines.registry import ABILITIES
        from levada.plan import binding
        from levada.plan.planner import plan
        from levada.spec.reader import read_pipeline
        from levada.targets.airflow.compiling import artefact
        from levada.targets.airflow.foreign import refuse_unfit

        stamp = self._stamp  # before anything is listed or read: what comes meanwhile is seen the next time
        project = read_pipeline(self.root, name, self.environment, self._folders)
        (found,) = plan(project)
        where = binding.environment(project)
        bound = binding.bind(found, where, ABILITIES)
        refuse_unfit(bound)
        made = artefact(bound, where, project.sources[name].text)
        opened, missed = _opened(project, found.source), _missed(project, name)
        self._keep(name, {"stamp": stamp, "files": opened, "missed": missed, "artefact": made})
        return made

    @cached_property
    def _folders(self) -> "Folders":
        from levada.spec.folders import folders

        return folders(self.root)

    def _kept(self, name: str) -> Artefact | None:
        """What cannot be read, or is not as it was written, is as good as not there."""
        try:
            with open(f"{self._folder}/{name}", "rb") as file:
                digest, _, text = file.read().partition(b"\n")
        except OSError:
            return None
        if digest != sha256(text).hexdigest().encode():
            return None
        record = json.loads(text)
        if record["stamp"] != self._stamp or record["files"] != _digests(self.root, record["files"]):
            return None
        if self._others[0].intersection(record["missed"]):
            return None
        made: Artefact = record["artefact"]
        return made

    def _keep(self, name: str, record: Mapping[str, Any]) -> None:
        """A folder that may not be written costs time, nothing else."""
        from pydantic_core import to_json

        text = to_json(record)
        with suppress(OSError), open(f"{self._made_folder}/{name}", "wb") as file:
            file.write(sha256(text).hexdigest().encode() + b"\n" + text)

    @property
    def _folder(self) -> str:
        return f"{self.root}/{KEPT}/{self.environment}"

    @cached_property
    def _made_folder(self) -> str:
        os.makedirs(self._folder, exist_ok=True)
        return self._folder

    @cached_property
    def _stamp(self) -> str:
        """What decides an artefact besides the files it was made from: the code, and which environments there are to be
        found."""
        return sha256("\0".join((_code(), self.environment, *self._others[1])).encode()).hexdigest()

    @cached_property
    def _others(self) -> tuple[frozenset[str], tuple[str, ...]]:
        return shelf.others(self.root)


def _opened(project: "Project", spec: str) -> dict[str, str | None]:
    """The files that were read, with their digests; None: defaults that were not there, and would have been read."""
    folders = (folder.as_posix() for folder in Path(spec).parents)
    return {f"{folder}/defaults.yaml": None for folder in folders} | dict(project.opened)


def _missed(project: "Project", name: str) -> list[str]:
    """Contracts that would have been read, had they been there."""
    from levada.spec.project import contract_ids

    return sorted(contract_ids(project.pipelines[name], name) - set(project.contracts))


def _digests(root: Path, files: Iterable[str]) -> dict[str, str | None]:
    return {file: _digest(f"{root}/{file}") for file in files}


def _digest(file: str) -> str | None:
    try:
        with open(file, "rb") as opened:
            return sha256(opened.read()).hexdigest()
    except OSError:
        return None


@cache
def _code() -> str:
    """This very state of the code: the release, and when its files were last written."""
    return "\0".join((levada.__version__, *sorted(_states(os.path.dirname(levada.__file__)))))


def _states(folder: str) -> Iterator[str]:
    """Every Python file below. Every worker looks at all of them, so it has to be quick."""
    with os.scandir(folder) as found:
        for one in found:
            if one.is_dir() and one.name != "__pycache__":
                yield from _states(one.path)
            elif one.name.endswith(".py"):
                yield f"{one.name} {one.stat().st_mtime_ns} {one.stat().st_size}"
