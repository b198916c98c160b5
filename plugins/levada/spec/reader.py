"""From files to a Project, or to every mistake in all of them at once."""

from collections.abc import Mapping
from pathlib import Path

from levada.errors import SpecError
from levada.spec.desk import Desk
from levada.spec.folders import ENVIRONMENTS, Folders, folders
from levada.spec.project import Project
from levada.spec.references import named_contracts


def read(root: Path, environment: str = "local", variables: Mapping[str, str] | None = None) -> Project:
    """Everything under `include/`, checked alone and against one another. `variables`: said on the command line.

    Raises:
        SpecError: with every mistake of all files.
    """
    desk = Desk(root, folders(root), environment, variables or {})
    desk.surroundings()
    for file in desk.found.defaults:
        desk.defaults(file)
    for name in sorted(desk.found.pipelines):
        desk.pipeline(name)
    for name in sorted(desk.found.contracts):
        desk.contract(name)
    for name in sorted({*desk.found.environments} - {environment}):
        desk.environment(name)
    desk.compare()
    return _project(desk, whole=True)


def read_environment(root: Path, name: str = "local") -> Project:
    """An environment without any pipeline: whoever looks at tables needs no more, whatever is wrong with specs.

    Raises:
        SpecError: with every mistake of its file.
    """
    desk = Desk(root, folders(root, (ENVIRONMENTS,)), name, {})
    _only(desk, name)
    desk.surroundings()
    return _project(desk, whole=False)


def read_pipeline(
    root: Path,
    name: str,
    environment: str = "local",
    found: Folders | None = None,
    variables: Mapping[str, str] | None = None,
) -> Project:
    """One pipeline with what it names: its own file, the defaults above it, its contracts and the environment are
    opened, nothing else. `found`: what lies under `include/`, from who asks for many. `variables`: as `read`.

    Raises:
        SpecError: with every mistake of these files; what concerns several pipelines is left to `read`.
    """
    desk = Desk(root, found or folders(root), environment, variables or {})
    _only(desk, name)
    desk.surroundings()
    desk.pipeline(name)
    desk.undeclared()
    for wanted in sorted(named_contracts(name, desk.pipelines) & set(desk.found.contracts)):
        desk.contract(wanted)
    return _project(desk, whole=False)


def _only(desk: Desk, name: str) -> None:
    """Of what is wrong with files' names, what is wrong with this one."""
    desk.problems[:] = [said for said in desk.problems if Path(said.file).name.split(".")[0] == name]


def _project(desk: Desk, whole: bool) -> Project:
    """Everything that was read, once nothing is wrong with it."""
    desk.hold_together(whole)
    if any(problem.severity == "error" for problem in desk.problems):
        raise SpecError(desk.problems)
    pages = desk.pipelines
    return Project(
        environment_name=desk.chosen,
        environment=desk.environments[desk.chosen],
        pipelines={name: page.model for name, page in pages.items() if page.model},
        contracts={name: item for name, item in desk.contracts.items() if item},
        sources={name: page.source for name, page in pages.items()},
        contract_sources=desk.promised,
        environment_source=desk.surrounding,
        opened=desk.opened,
        layers={name: found.layers for name, found in desk.resolved.items()},
        warnings=tuple(sorted(set(desk.problems))),
    )
