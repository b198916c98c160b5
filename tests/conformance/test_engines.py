"""Every engine keeps its line in the table of abilities: the same behaviours, verb by verb."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest

from levada.engines.registry import ABILITIES, engine
from levada.errors import Permanent
from levada.plan.actions import CHECK, VERBS, Action, Dbt, Sql
from levada.plan.graph import Read
from levada.plan.tables import Column, Table
from levada.spec.rules.items import WHOLE
from tests.engines.bench import RUN, Bench, ingest, python, spark
from tests.sparks import environment

COLUMNS = (
    Column("id", "long"),
    Column("small", "int"),
    Column("fare", "decimal(12, 2)"),
    Column("at", "timestamptz"),
    Column("name", "string"),
)
AT = datetime(2013, 1, 1, 5, tzinfo=UTC)
ROWS = [
    {"id": 2**40, "small": 1, "fare": Decimal("1234567890.10"), "at": AT, "name": "é, \"quoted\""},
    {"id": 2, "small": None, "fare": None, "at": None, "name": None},
]  # fmt: skip
CSV = 'id,small,fare,at,name\n1099511627776,1,1234567890.10,2013-01-01T05:00:00Z,"é, ""quoted"""\n2,,,,\n'
SOURCE = Table("raw.source", COLUMNS)
FULL, EMPTY = Table("staging.filled", COLUMNS), Table("staging.emptied", COLUMNS)
READS = (Read("source", "raw.source"),)

SERVED = ("trino",)
"""Engines that are servers: held to their line where there is one, in tests/engines/trino."""
HERE = [name for name in ABILITIES if name not in SERVED]
PAIRS = [(name, verb) for name in HERE for verb in sorted(ABILITIES[name]) if verb != CHECK]


def _ingest(bench: Bench) -> None:
    bench.file("data/full.csv", CSV)
    bench.file("data/empty.csv", CSV.partition("\n")[0] + "\n")
    bench.perform(ingest("full.csv"), FULL)
    bench.perform(ingest("empty.csv"), EMPTY)


def _spark(bench: Bench) -> None:
    both = "{'staging.filled': source, 'staging.emptied': source.where('id < 0')}"
    bench.file("spark_jobs/job.py", f"def f(source):\n    return {both}\n")
    bench.perform(spark("f"), FULL, EMPTY, reads=READS)


def _python(bench: Bench) -> None:
    both = "{'staging.filled': source, 'staging.emptied': source.slice(0, 0)}"
    bench.file("spark_jobs/job.py", f"def f(source):\n    return {both}\n")
    bench.perform(python("f"), FULL, EMPTY, reads=READS)


def _sql(bench: Bench) -> None:
    bench.perform(Sql("select * from raw.source"), FULL, reads=READS)
    bench.perform(Sql("select * from raw.source where id < 0"), EMPTY, reads=READS)


def _dbt(bench: Bench) -> None:
    head = "{{ config(schema='staging', materialized='table') }} select * from {{ source('raw', 'source') }}"
    schema = "{% macro generate_schema_name(name, node) %}{{ name or target.schema }}{% endmacro %}"
    bench.file("dbt_project/dbt_project.yml", "name: demo\nversion: 1.0.0\n")
    bench.file("dbt_project/macros/generate_schema_name.sql", schema)
    bench.file("dbt_project/models/filled.sql", head)
    bench.file("dbt_project/models/emptied.sql", f"{head} where id < 0")
    bench.perform(Dbt("filled emptied"), FULL, EMPTY, reads=READS)


CASES: dict[str, Callable[[Bench], None]] = {
    "ingest": _ingest,
    "spark": _spark,
    "dbt": _dbt,
    "python": _python,
    "sql": _sql,
}
"""How each verb is brought to publish the rows into `FULL`, and no rows into `EMPTY`."""


ITEMED: dict[str, tuple[Action, str]] = {
    "ingest": (ingest("{{ item }}.csv"), ""),
    "spark": (spark("f"), "def f(source, item):\n    from pyspark.sql import functions as F\n"
              "    return source.select(F.lit(item).alias('name')).limit(1)\n"),
    "python": (python("f"), "import pyarrow as pa\n\ndef f(source, item):\n    return pa.table({'name': [item]})\n"),
    "sql": (Sql("select '{{ item }}' as name from raw.source limit 1"), ""),
}  # fmt: skip
"""Verbs that may be done item by item, and how each makes a row of its item."""


def source() -> pa.Table:
    kinds = [pa.int64(), pa.int32(), pa.decimal128(12, 2), pa.timestamp("us", "UTC"), pa.string()]
    return pa.Table.from_pylist(ROWS, pa.schema(list(zip([column.name for column in COLUMNS], kinds, strict=True))))


def _choose(bench: Bench, name: str) -> None:
    """The engine that performs the bench's steps, and what it needs."""
    bench.engine = name
    if name == "spark":
        bench.environment = environment()


@pytest.mark.parametrize(("name", "verb"), PAIRS)
def test_a_verb_publishes_rows_in_their_types_and_no_rows_too(bench: Bench, name: str, verb: str) -> None:
    _choose(bench, name)
    bench.fill(SOURCE, source())
    CASES[verb](bench)
    assert sorted(bench.rows("staging.filled"), key=lambda row: -row["id"]) == ROWS
    assert bench.rows("staging.emptied") == []


@pytest.mark.parametrize(("name", "verb"), [pair for pair in PAIRS if pair[1] in ITEMED])
def test_a_verb_is_told_its_item(bench: Bench, name: str, verb: str) -> None:
    _choose(bench, name)
    bench.fill(SOURCE, source())
    action, job = ITEMED[verb]
    bench.file("spark_jobs/job.py", job)
    bench.file("data/it's.csv", "name\nit's\n")
    table = Table("staging.named", (Column("name", "string"),))
    bench.perform(action, table, reads=() if verb == "ingest" else READS, run=replace(RUN, item="it's"))
    assert bench.rows("staging.named") == [{"name": "it's"}]


@pytest.mark.parametrize("name", ABILITIES)
def test_an_engine_performs_what_the_table_says_and_nothing_else(name: str) -> None:
    found = engine(name)
    verbs = {verb for verb, action in VERBS.items() if action in found.performs}
    assert (found.name, verbs | ({CHECK} if found.check else set())) == (name, ABILITIES[name])


def test_the_page_of_the_language_has_the_same_table() -> None:
    lines = Path("docs/spec.md").read_text("utf-8").splitlines()
    begin = lines.index("Which engine performs which verb:") + 2
    there = lines[begin : lines.index("", begin)]
    head, _, *rows = (line.replace("`", "").strip("| ").split(" | ") for line in there)
    said = {name: {verb for verb, can in zip(head, row, strict=True) if can == "yes"} for name, *row in rows}
    assert said == ABILITIES


def test_an_unknown_engine_is_refused_with_those_there_are() -> None:
    with pytest.raises(Permanent, match=r"no engine 'flink'.*embedded"):
        engine("flink")


def test_every_verb_has_its_case() -> None:
    assert set(CASES) == set(VERBS) == {*ITEMED, *WHOLE} - {"wait"}
