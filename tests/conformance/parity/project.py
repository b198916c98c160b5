"""A case carried out in a setting, as the command line would: read, plan, bind, perform, step by step."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from pyiceberg.catalog.rest import RestCatalog

from levada.engines.registry import ABILITIES
from levada.errors import LevadaError
from levada.lake.catalogue import Lake, open_lake
from levada.plan.actions import Dbt
from levada.plan.binding import bind
from levada.plan.environment import Environment
from levada.plan.graph import Plan, Task
from levada.plan.planner import plan
from levada.plan.run import Run
from levada.runtime.evidence import Outcome
from levada.runtime.items import each, items
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from levada.spec.reader import read
from tests.conformance.parity.case import Case, Given
from tests.conformance.parity.settings import Setting

HEAD = "apiVersion: levada/v1\nkind: Pipeline\n"
SPACE = re.compile(r"\bparity\b")


@dataclass
class Project:
    """A folder with the case's files."""

    case: Case
    setting: Setting
    root: Path

    @property
    def where(self) -> Environment:
        return self.setting.bound(self.case.loading)

    @property
    def lake(self) -> Lake:
        return open_lake(self.where, self.root)

    @property
    def built(self) -> set[str]:
        """The datasets that dbt builds."""
        return {table.name for task in self._plan().tasks if isinstance(task.action, Dbt) for table in task.tables}

    def run(self, number: int) -> tuple[Outcome, ...]:
        """How the steps of one run ended; after one that failed there are no more."""
        self._lay(self.case.runs[number])
        run, ended, tasks = self.case.run(number), list[Outcome](), self._plan().tasks
        with suppress(LevadaError):
            for task, part in self._parts(tasks, run):
                perform(task, part, self.where, self.root, Listener(lambda _: None, ended=ended.append))
        return tuple(ended)

    def _parts(self, tasks: Iterable[Task], run: Run) -> Iterator[tuple[Task, Run]]:
        """Every task, item by item where it is done so."""
        for task in tasks:
            if task.for_each:
                found = items(task, run, self.where, self.root, Listener(str))
                yield from ((each(task), replace(run, item=item)) for item in found)
            else:
                yield task, run

    def drop(self) -> None:
        """Whatever stands in the namespace."""
        catalog = self.lake.catalog
        for space in (self.setting.space, f"{self.setting.space}__build"):
            if catalog.namespace_exists(space):
                for view in catalog.list_views(space) if isinstance(catalog, RestCatalog) else ():
                    catalog.drop_view(view)
                for table in catalog.list_tables(space):
                    catalog.drop_table(table)
                catalog.drop_namespace(space)

    def _plan(self) -> Plan:
        (made,) = plan(read(self.root))
        return bind(made, self.where, ABILITIES)

    def _lay(self, given: Given) -> None:
        for name, text in given.files.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            head = HEAD if name.startswith("include/pipelines/") else ""
            path.write_text(head + SPACE.sub(self.setting.space, text), "utf-8")
