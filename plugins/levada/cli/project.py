"""Where the command line stands: the project's root, its environment, and plans ready to be carried out."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import click

from levada.errors import LevadaError, SpecError
from levada.plan.binding import bind, environment
from levada.plan.environment import Environment
from levada.plan.graph import Plan
from levada.plan.planner import plan
from levada.spec.project import Project
from levada.spec.reader import read

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
        return environment(self.project)

    def opened(self, environment: Environment, root: Path) -> "Lake":
        """The lake. It is opened once for all steps: that takes as long as a step that has nothing to do."""
        from levada.lake.catalogue import open_lake

        if self._lake is None:
            self._lake = open_lake(environment, root)
        return self._lake

    @cached_property
    def plans(self) -> dict[str, Plan]:
        """Bound plans by name."""
        from levada.engines.registry import ABILITIES

        project = self.project
        try:
            with _all_kept():
                return {made.pipeline: bind(made, self.environment, ABILITIES) for made in plan(project)}
        except SpecError as error:
            raise SpecError(map(project.placed, error.problems)) from None

    def plan(self, name: str) -> Plan:
        """One pipeline's bound plan; another name is wrong usage, with the names that exist."""
        if name not in self.plans:
            raise click.UsageError(f"no pipeline {name!r}; there are: {', '.join(self.plans) or 'none'}")
        return self.plans[name]
