"""The gates there are, each with a lake that its engine can see."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex

import pyarrow as pa

from levada.engines.base import Inspection, drafted
from levada.engines.registry import engine
from levada.lake.drafts import Draft
from levada.plan.checks import CheckResult
from levada.plan.environment import Environment, Trino
from levada.plan.measures import Answer, Measure, OrphanValues
from levada.plan.tables import Table
from tests.engines.bench import LOCAL, UNTIL, Bench
from tests.servers import Json
from tests.warehouse import SECRETS


@dataclass
class Gate:
    """A gate and a lake. `space`: the namespace in which tables are, whatever they call themselves."""

    engine: str
    bench: Bench
    space: str

    def named(self, table: Table) -> Table:
        """A table in this gate's namespace, what its checks refer to included."""
        checks = tuple(replace(check, measure=self._measure(check.measure)) for check in table.checks)
        return replace(table, name=self.name(table.name), checks=checks)

    def name(self, dataset: str) -> str:
        return f"{self.space}.{dataset.partition('.')[2]}"

    def _measure(self, measure: Measure) -> Measure:
        if isinstance(measure, OrphanValues):
            return replace(measure, dataset=self.name(measure.dataset))
        return replace(measure, query=measure.query.replace("gates.", f"{self.space}.")) if isinstance(
            measure, Answer) else measure  # fmt: skip

    def draft(self, table: Table, rows: pa.Table, run: str = "checked") -> Draft:
        return self.bench.draft(self.named(table), rows, run)[0]

    def judge(self, inspection: Inspection) -> tuple[CheckResult, ...]:
        """What the gate finds, in words that do not tell where."""
        gate = engine(self.engine).check
        assert gate is not None
        return tuple(replace(result, dataset="") for result in gate(inspection))

    def inspection(self, table: Table, draft: Draft, snapshots: Mapping[str, int | None] = {}) -> Inspection:
        seen = {self.name(dataset): snapshot for dataset, snapshot in snapshots.items()}
        return drafted(self.bench.work(), self.named(table), draft, UNTIL, seen)

    def check(self, table: Table, rows: pa.Table) -> tuple[CheckResult, ...]:
        return self.judge(self.inspection(table, self.draft(table, rows)))


@contextmanager
def gate(name: str, root: Path, where: Environment = LOCAL) -> Iterator[Gate]:
    """The gate of that engine, and tables that go with it."""
    made = Gate(name, Bench(root, environment=where), f"gates_{token_hex(4)}")
    yield made
    catalog = made.bench.lake.catalog
    for table in catalog.list_tables(made.space):
        catalog.drop_table(table)
    catalog.drop_namespace(made.space)


def lakehouse(places: Json) -> tuple[Environment, dict[str, str]]:
    """The environment whose tables Trino sees, and its secrets."""
    rest, s3, trino = places["rest"], places["s3"], places["trino"]
    catalogue = {
        "type": "rest", "uri": rest["uri"], "warehouse": rest["warehouse"], "s3.endpoint": s3["endpoint"],
        "oauth2-server-uri": rest["oauth2_server_uri"], "s3.region": s3["region"],
    }  # fmt: skip
    password = "trino_password" if "password" in trino else ""
    asked = Trino(trino["uri"], user=trino["user"], password=password, verify=trino.get("verify", ""))
    kept = rest["credential"], s3["access_key"], s3["secret_key"], trino.get("password", "")
    names = [*(name for _, name in SECRETS), "trino_password"]
    secrets = {name.upper(): value for name, value in zip(names, kept, strict=True)}
    return Environment("lakehouse", tuple(sorted(catalogue.items())), secrets=SECRETS, trino=asked), secrets
