"""Where the command line stands: the project's root, its environment, and plans ready to be carried out."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from levada.cli.output import counted
from levada.errors import LevadaError, SpecError
from levada.plan.binding import bind, environment
from levada.plan.environment import Environment
from levada.plan.graph import Plan
from levada.plan.planner import plan
from levada.spec.folders import INCLUDE, folders
from levada.spec.project import Project
from levada.spec.reader import read, read_environment, read_pipeline

if TYPE_CHECKING:
    from levada.lake.catalogue import Lake


def find_root(said: Path | None, here: Path) -> Path:
    """The nearest folder, from here upwards, that holds `include/`."""
    for folder in [said] if said else [here, *here.parents]:
        if (folder / "include").is_dir():
            return folder.resolve()
    where = f"{said} has no include/" if said else f"neither {here} nor any folder above it has an include/"
    raise LevadaError(f"no levada project: {where}; go to one, name it with --root, or begin one with levada init")


@contextmanager
def _all_kept() -> Iterator[None]:
    """Without the garbage collector: what is made here lives as long as the process, and looking through thousands of
    specs for what could go is a third of the work."""
    swept = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if swept:  # and no `gc.freeze()`: what is frozen is never freed, of which DuckDB complains at the end
            gc.enable()


@dataclass
class Place:
    """What every command is told: a way to find the root, the environment's name, and values of variables."""

    _find: Callable[[], Path]
    environment_name: str
    variables: Mapping[str, str] = field(default_factory=dict)
    _lake: "Lake | None" = None

    @cached_property
    def root(self) -> Path:
        return self._find()

    @cached_property
    def project(self) -> Project:
        with _all_kept():
            return read(self.root, self.environment_name, self.variables)

    @cached_property
    def environment(self) -> Environment:
        """By its own file: tables can be looked at, and rolled back, whatever is wrong with a pipeline."""
        return environment(read_environment(self.root, self.environment_name))

    @cached_property
    def files(self) -> dict[str, str]:
        """The file of each pipeline, by name, whatever is in it."""
        return dict(sorted(folders(self.root).pipelines.items()))

    def opened(self, environment: Environment, root: Path) -> "Lake":
        """The lake. It is opened once for all steps: that takes as long as a step that has nothing to do."""
        from levada.lake.catalogue import open_lake

        if self._lake is None:
            self._lake = open_lake(environment, root)
        return self._lake

    @cached_property
    def plans(self) -> dict[str, Plan]:
        """Bound plans by name."""
        return self._bound(self.project)

    def plan(self, name: str) -> Plan:
        """One pipeline's bound plan; another name is wrong usage, with the names that exist."""
        return self.pipeline(name)[1]

    def pipeline(self, name: str) -> tuple[Project, Plan]:
        """One pipeline, and where it was read. If something is wrong elsewhere, it is read by itself, as in Airflow.

        Raises:
            SpecError: something is wrong with it, with what it takes from other files, or with what was said.
        """
        if name not in self.files:
            raise click.UsageError(f"no pipeline {name!r}; there are: {', '.join(self.files) or 'none'}")
        try:
            return self.project, self.plans[name]
        except SpecError as error:
            project = read_pipeline(self.root, name, self.environment_name, variables=self.variables)
            wrong = [problem for problem in error.problems if problem.severity == "error"]
            if any(problem.file in project.opened or INCLUDE not in Path(problem.file).parts for problem in wrong):
                raise
            where = ", ".join(sorted({problem.file for problem in wrong})[:3])
            click.echo(f"note: {counted(len(wrong), 'problem')} elsewhere: `levada validate`; in {where}", err=True)
            return project, self._bound(project)[name]

    def _bound(self, project: Project) -> dict[str, Plan]:
        from levada.engines.functions.asking import dated
        from levada.engines.registry import ABILITIES

        try:
            with _all_kept():
                bound = (bind(made, self.environment, ABILITIES) for made in plan(project))
                return {made.pipeline: replace(made, dated=dated(made.tasks, self.root)) for made in bound}
        except SpecError as error:
            raise SpecError(map(project.placed, error.problems)) from None
