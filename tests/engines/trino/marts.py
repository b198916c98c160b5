"""A dbt project on the real servers: namespaces of its own, a table to read, and readers that never look away."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
from trino.dbapi import Connection

from levada.engines.trino.connection import connect
from levada.lake.catalogue import Lake, open_lake
from levada.lake.drafts import Mark, Writer
from levada.lake.publication import publish
from levada.plan.actions import Dbt
from levada.plan.environment import Environment
from levada.plan.graph import Output, Read, Task
from levada.plan.run import Run
from levada.plan.tables import Table
from levada.runtime.evidence import Outcome
from levada.runtime.listener import Listener
from levada.runtime.perform import perform

PAUSE = 0.3
"""Seconds between two looks of a reader, which is not to hinder the build."""
SETTINGS = """\
name: demo
version: 1.0.0
profile: demo
models: {demo: {+materialized: table, +schema: NAMESPACE}}
snapshots: {demo: {+schema: NAMESPACE}}
"""
SCHEMA = "{%- macro generate_schema_name(name, node) -%} {{ name or target.schema }} {%- endmacro -%}"


@dataclass
class Marts:
    """`space`: the namespace that is built; what is read is `<space>_raw.flights`."""

    root: Path
    environment: Environment
    space: str
    said: list[str] = field(default_factory=list)
    fills: int = 0

    @property
    def lake(self) -> Lake:
        return open_lake(self.environment, self.root)

    @property
    def source(self) -> str:
        return f"{self.space}_raw.flights"

    def write(self, **models: str) -> None:
        """The project, with files by the names of models (`a__sql` for `a.sql`)."""
        self.file("dbt_project.yml", SETTINGS)
        self.file("macros/schema.sql", SCHEMA)
        for name, text in models.items():
            folder = "snapshots" if text.startswith("{% snapshot") else "models"
            self.file(f"{folder}/{name.replace('__', '.')}", text)

    def file(self, name: str, text: str) -> None:
        path = self.root / "dbt_project" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        source = f"source('{self.space}_raw', 'flights')"
        path.write_text(text.replace("NAMESPACE", self.space).replace("FLIGHTS", source))

    def fill(self, **columns: list[Any]) -> None:
        """Publish what is read."""
        self.fills += 1
        table, mark = Table(self.source), Mark("p", "fill", Run(f"fill{self.fills}"), f"sha256:{self.fills}")
        draft = Writer(self.lake, mark).write(table, pa.table(columns).to_reader())
        publish(self.lake, table, draft, mark, (), lambda _: (), lambda: draft)

    def task(self, *tables: str | Table, **said: str) -> Task:
        into = (Table(f"{self.space}.{one}") if isinstance(one, str) else replace(one, name=f"{self.space}.{one.name}")
                for one in tables)  # fmt: skip
        outputs = tuple(Output(table.name, table) for table in into)
        action, reads = Dbt("*", variables=json.dumps(said)), (Read("flights", self.source),)
        return Task("pipeline", "marts", action, reads, outputs, engine="trino", gate="embedded")

    def run(self, run: str, *tables: str | Table, **said: str) -> Outcome:
        return perform(self.task(*tables, **said), Run(run), self.environment, self.root, Listener(self.said.append))

    def connection(self) -> Connection:
        assert self.environment.trino
        return connect(self.environment.trino, self.root)

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """What Trino answers; `SPACE` stands for the namespace."""
        cursor = self.connection().cursor()
        cursor.execute(query.replace("SPACE", f"lake.{self.space}"))
        return [tuple(row) for row in cursor.fetchall()]

    def by_pyiceberg(self, table: str) -> list[dict[str, Any]]:
        """What pyiceberg reads of the published state."""
        beneath = self.lake.catalog.load_table(f"{self.space}__build.{table}")
        scan = beneath.scan(snapshot_id=beneath.metadata.refs["published"].snapshot_id)
        rows: list[dict[str, Any]] = scan.to_arrow().to_pylist()
        return rows

    @contextmanager
    def watched(self, *looks: Callable[[], object]) -> Iterator[list[set[str]]]:
        """What readers see who look again and again, each in a thread: every different answer."""
        seen: list[set[str]] = [set() for _ in looks]
        over = threading.Event()

        def watch(number: int, look: Callable[[], object]) -> None:
            while not over.is_set():
                seen[number].add(str(look()))
                over.wait(PAUSE)

        threads = [threading.Thread(target=watch, args=each) for each in enumerate(looks)]
        for thread in threads:
            thread.start()
        try:
            yield seen
        finally:
            over.set()
            for thread in threads:
                thread.join()

    def drop(self) -> None:
        """Everything of this project."""
        catalog = self.lake.catalog
        for space in (self.space, f"{self.space}__build", f"{self.space}_raw"):
            if not catalog.namespace_exists(space):
                continue
            for view in catalog.list_views(space):
                catalog.drop_view(view)
            for table in catalog.list_tables(space):
                catalog.drop_table(table)
            catalog.drop_namespace(space)
