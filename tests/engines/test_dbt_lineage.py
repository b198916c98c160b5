"""Where the columns of a build's tables come from: through all its models to what the step reads, and no further."""

import pyarrow as pa
import pytest

from levada.engines.base import Work
from levada.engines.dbt.build import Built
from levada.engines.dbt.lineage import trace
from levada.engines.dbt.manifest import Result
from levada.engines.queries.dialects import DUCKDB, TRINO
from levada.plan.actions import Dbt
from levada.plan.graph import Output, Read, Task
from levada.plan.tables import Table
from tests.engines.bench import Bench, table

READS = (Read("flights", "raw.flights"),)
COMPILED = {
    "model.demo.passing": 'select carrier, n + 1 as n from "lake"."raw"."flights"',
    "seed.demo.names": "",
    "model.demo.delays": 'with __dbt__cte__all as (select * from "lake"."m"."passing") select carrier, label, sum(n) '
    'as n from __dbt__cte__all join "lake"."m"."names" using (carrier) group by 1, 2',
    "model.demo.log": 'select n from "lake"."raw"."flights" where n > (select max(n) from "lake"."m"."log")',
    "model.demo.odd": "select * from range(3)",
}


class Nodes:
    """What `Built` asks a manifest for."""

    def __init__(self, build: str) -> None:
        self.build = build
        self.nodes = {node: self._node(node) for node in COMPILED}

    def _node(self, node: str) -> dict[str, object]:
        kind, _, name = node.split(".")
        config = {"materialized": "incremental" if name == "log" else "table"}
        return {"resource_type": kind, "database": "lake", "config": config, "original_file_path": f"seeds/{name}.csv"}

    def is_table(self, node: str) -> bool:
        return True

    def place(self, node: str) -> str:
        return f"m{self.build}.{node.rpartition('.')[2]}"

    def dataset(self, node: str) -> str:
        return f"m.{node.rpartition('.')[2]}"


@pytest.fixture
def work(bench: Bench) -> Work:
    bench.fill(table(carrier="string", n="int"), pa.table({"carrier": ["UA"], "n": [1]}))
    bench.fill(table("m.log", n="int"), pa.table({"n": [1]}))
    into = (Output("delays", Table("marts.delays")), Output("m.log", Table("m.log")), Output("odd", Table("m.odd")))
    made = bench.work(Task("p", "s", Dbt("all"), READS, into))
    (made.scratch / "project" / "seeds").mkdir(parents=True)
    (made.scratch / "project" / "seeds" / "names.csv").write_text("carrier,label\nUA,United\n")
    return made


def built(build: str = "") -> Built:
    texts = {node: text.replace('"m".', f'"m{build}".') for node, text in COMPILED.items()}
    results = tuple(Result(node, "success", "", sql=text) for node, text in texts.items())
    return Built(Nodes(build), results)  # type: ignore[arg-type]


@pytest.mark.parametrize(("build", "dialect"), [("", DUCKDB), ("__build", TRINO)])
def test_lineage_runs_through_the_models_to_what_is_read(work: Work, build: str, dialect: object) -> None:
    trace(work, built(build), dialect.name)  # type: ignore[attr-defined]
    delays = work.traced["marts.delays"].columns
    assert {name: dict(found) for name, found in delays.items()} == {
        "carrier": {("raw.flights", "carrier"): {"transformation"}},  # of USING: of one side or of the other
        "label": {},
        "n": {("raw.flights", "n"): {"aggregation"}},
    }


def test_what_was_there_before_is_no_source(work: Work) -> None:
    trace(work, built(), DUCKDB.name)
    assert dict(work.traced["m.log"].rows) == {("raw.flights", "n"): {"filter"}}


def test_a_model_that_cannot_be_told_spoils_no_other(work: Work) -> None:
    trace(work, built(), DUCKDB.name)
    assert set(work.traced) == {"marts.delays", "m.log"}
