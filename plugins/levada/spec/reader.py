"""From files to a Project, or to every mistake in all of them at once."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from levada.errors import Problem, SpecError
from levada.spec.base import Part
from levada.spec.contract import Contract
from levada.spec.documents import Parsed, parsed
from levada.spec.environment import Environment
from levada.spec.folders import Folders, environment_missing, folders, pipeline_missing
from levada.spec.kinds import foreign, headless
from levada.spec.odcs import contract
from levada.spec.parsing import parse
from levada.spec.pipeline import Pipeline
from levada.spec.project import Project
from levada.spec.queries import with_queries
from levada.spec.references import Known, check, named_contracts
from levada.spec.secrets import guarded
from levada.spec.source import Mistake, Source

Model = TypeVar("Model", bound=Part)


def read(root: Path, environment: str = "local") -> Project:
    """Everything under `include/`, checked alone and against one another.

    Raises:
        SpecError: with every mistake of all files.
    """
    found = folders(root)
    desk = _Desk(root, found, list(found.problems))
    for name in sorted(found.pipelines):
        desk.pipeline(name)
    for name in sorted(found.contracts):
        desk.contract(name)
    for name in sorted({*found.environments, environment}):
        desk.environment(name)
    return desk.project(environment, whole=True)


def read_pipeline(root: Path, name: str, environment: str = "local") -> Project:
    """One pipeline with what it names: its own file, its contracts and the environment are opened, nothing else.

    Raises:
        SpecError: with every mistake of these files; what concerns several pipelines is left to `read`.
    """
    found = folders(root)
    desk = _Desk(root, found, [problem for problem in found.problems if Path(problem.file).name.split(".")[0] == name])
    desk.pipeline(name)
    for wanted in sorted(named_contracts(name, desk.pipelines) & set(found.contracts)):
        desk.contract(wanted)
    desk.environment(environment)
    return desk.project(environment, whole=False)


@dataclass(slots=True)
class _Desk:
    """What has been read so far, and what is wrong with it."""

    root: Path
    found: Folders
    problems: list[Problem]
    pipelines: dict[str, Parsed[Pipeline]] = field(default_factory=dict)
    environments: dict[str, Environment] = field(default_factory=dict)
    contracts: dict[str, Contract | None] = field(default_factory=dict)
    opened: dict[str, str] = field(default_factory=dict)

    def pipeline(self, name: str) -> None:
        if name in self.found.pipelines:
            page = self._document(Pipeline, self.found.pipelines[name])
            self.pipelines[name], problems = with_queries(self.root, page)
            self.problems += problems
        else:
            self.problems.append(pipeline_missing(name, self.found.pipelines))

    def environment(self, name: str) -> None:
        if name in self.found.environments:
            model = self._document(Environment, self.found.environments[name]).model
        elif name == "local":
            model = Environment(apiVersion="levada/v1", kind="Environment")
        else:
            self.problems.append(environment_missing(name, self.found.environments))
            return
        if model:
            self.environments[name] = model

    def contract(self, name: str) -> None:
        source = self._open(self.found.contracts[name])
        other = foreign(source, "DataContract")
        self.contracts[name], mistakes = (None, (other,)) if other else contract(name, source)
        self._complain(source, mistakes)

    def project(self, environment: str, whole: bool) -> Project:
        """Everything that was read, once nothing is wrong with it."""
        known = Known(self.pipelines, self.contracts, whole)
        for name, mistake in check(known):
            self._complain(self.pipelines[name].source, (mistake,))
        if self.problems:
            raise SpecError(self.problems)
        pages = self.pipelines
        return Project(
            environment_name=environment,
            environment=self.environments[environment],
            pipelines={name: page.model for name, page in pages.items() if page.model},
            contracts={name: item for name, item in self.contracts.items() if item},
            sources={name: page.source for name, page in pages.items()},
            opened=self.opened,
        )

    def _document(self, model: type[Model], file: str) -> Parsed[Model]:
        """A file as a document of ours; one that is meant to be of another kind is not looked at any further."""
        kind, source = model.__name__, self._open(file)
        if other := foreign(source, kind):
            self._complain(source, (other,))
            return Parsed(source, None)
        page = parsed(model, source, kind)
        self._complain(source, page.mistakes)
        if source.value is not None:
            self._complain(source, headless(source, kind))
        return page

    def _open(self, file: str) -> Source:
        try:
            data = (self.root / file).read_bytes()
            self.opened[file] = sha256(data).hexdigest()
            return guarded(parse(file, data))
        except OSError as error:
            mistake = Mistake((), f"cannot be read: {error.strerror}", "look at the file and its permissions")
            return Source(file, "", None, mistakes=(mistake,))

    def _complain(self, source: Source, mistakes: Iterable[Mistake]) -> None:
        self.problems += map(source.problem, mistakes)
