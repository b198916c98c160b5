"""Where a demo happens: in a laptop's folders, or on the servers of `make lakehouse`."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from levada.engines.spark.java import java
from levada.errors import LevadaError
from levada.lake.catalogue import open_lake
from levada.lakehouse.home import home
from levada.lakehouse.lifecycle import status
from levada.lakehouse.state import load
from levada.names import BUILD, namespace
from levada.plan.binding import environment
from levada.plan.environment import Environment
from levada.plan.planner import plan
from levada.spec.reader import read

MADE = ("warehouse", "catalog.db", "landing", "runs", "scratch", "lineage/events.jsonl")
"""What a demo begins without, so that each is the same as the one before."""


class Place(Protocol):
    """An environment. `variables`: what Airflow must be told beside the secrets, which it inherits."""

    name: str

    @property
    def variables(self) -> Mapping[str, str]: ...

    def empty(self) -> None:
        """Leave nothing of an earlier demo."""

    def land(self, files: Path) -> str:
        """Put files where pipelines look for them; the place in words."""


@dataclass(frozen=True)
class Laptop:
    """Everything lies in `.levada`."""

    state: Path
    name: str = "local"
    variables: Mapping[str, str] = field(default_factory=dict)

    def empty(self) -> None:
        for name in MADE:
            path = self.state / name
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)

    def land(self, files: Path) -> str:
        return ".levada/landing"


def place(name: str, root: Path) -> Place:
    """The place of an environment.

    Raises:
        LevadaError: its servers do not run, or Spark will not.
    """
    if name != "lakehouse":
        return Laptop(root / ".levada")
    java()
    state = load(home(root).state)
    if state is None or not all(one.answers for one in status(home(root))):
        raise LevadaError("the servers do not run: make lakehouse")
    os.environ.update(state.keys.variables())
    return Servers(root, {"LEVADA_ENVIRONMENT": name})


@dataclass(frozen=True)
class Servers:
    """Tables and files lie in the object store."""

    root: Path
    variables: Mapping[str, str]
    name: str = "lakehouse"

    @property
    def environment(self) -> Environment:
        return environment(read(self.root, self.name))

    def empty(self) -> None:
        Laptop(self.root / ".levada").empty()
        catalog = open_lake(self.environment, self.root).catalog
        for space in sorted(self._spaces() & {".".join(space) for space in catalog.list_namespaces()}):
            for view in catalog.list_views(space):
                catalog.drop_view(view)
            for table in catalog.list_tables(space):
                catalog.purge_table(table)
            catalog.drop_namespace(space)
        store = self._store()
        if found := store.find(self.environment.landing):
            store.rm(found)

    def land(self, files: Path) -> str:
        self._store().put(f"{files}/", f"{self.environment.landing}/", recursive=True)
        return self.environment.landing

    def _spaces(self) -> set[str]:
        """The namespaces of the demo's own tables: others use the servers too."""
        filled = (table for made in plan(read(self.root, self.name)) for task in made.tasks for table in task.tables)
        spaces = {namespace(table.name) for table in filled}
        return spaces | {f"{space}{BUILD}" for space in spaces}

    def _store(self) -> Any:
        from levada.engines.files.buckets import opened

        return opened(self.environment.store(self.environment.landing))
