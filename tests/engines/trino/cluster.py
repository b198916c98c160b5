"""The real Trino that tests may ask, and a project whose tables it sees."""

from dataclasses import dataclass, field
from pathlib import Path
from secrets import token_hex
from typing import Any

import pyarrow as pa

from levada.engines.base import Query
from levada.lake.catalogue import Lake, open_lake
from levada.lake.drafts import Writer
from levada.lake.publication import publish
from levada.plan.actions import Sql
from levada.plan.environment import Environment, Trino
from levada.plan.graph import Output, Read, Task
from levada.plan.run import Run
from levada.plan.tables import Table
from levada.runtime.evidence import Outcome
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from levada.spec.sql import understood
from tests.engines.bench import RUN, mark


@dataclass
class Project:
    """A folder, and a namespace of its own in the catalogue that Trino has too. `said`: every line of progress."""

    root: Path
    environment: Environment
    space: str = field(default_factory=lambda: f"test_{token_hex(4)}")
    said: list[str] = field(default_factory=list)

    @property
    def lake(self) -> Lake:
        return open_lake(self.environment, self.root)

    @property
    def cluster(self) -> Trino:
        assert self.environment.trino
        return self.environment.trino

    def name(self, short: str) -> str:
        return f"{self.space}.{short}"

    def fill(self, into: Table, rows: pa.Table, name: str = "filled") -> None:
        """Publish rows."""
        writer = Writer(self.lake, mark(name))
        draft = writer.write(into, rows.to_reader())
        publish(self.lake, into, draft, writer.mark, (), lambda _: (), lambda: draft)

    def ask(
        self, query: str, into: Table, *reads: Read, run: Run = RUN, dialect: Any = "trino", engine: str = "trino"
    ) -> Outcome:
        """Perform a `sql` step, checks and publication included."""
        text = query.replace("HERE", self.space)
        action = Sql(text, dialect, tuple(name for name, _ in understood(text, dialect).foreign))
        task = Task("p", "s", action, reads, (Output(into.name, into),), engine=engine, gate="embedded")
        return perform(task, run, self.environment, self.root, Listener(self.said.append))

    def rows(self, dataset: str) -> list[dict[str, Any]]:
        """What pyiceberg reads: somebody else's reader."""
        found: list[dict[str, Any]] = self.lake.table(dataset).scan().to_arrow().to_pylist()
        return found

    def drop(self) -> None:
        """Whatever stands in the namespace."""
        catalog = self.lake.catalog
        for space in (self.space, f"{self.space}__build"):
            if catalog.namespace_exists(space):
                for table in catalog.list_tables(space):
                    catalog.drop_table(table)
                catalog.drop_namespace(space)


def queries(outcome: Outcome) -> list[str]:
    """How the queries of a step have ended."""
    return [query.state for query in outcome.queries if isinstance(query, Query)]
