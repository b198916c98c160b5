"""Every engine hands over just the rows that are new, wherever rewrites have put them, in the columns of today."""

from dataclasses import replace

import pyarrow as pa
import pytest

from levada.plan.actions import Action, Sql
from levada.plan.graph import Output, Read, Task
from levada.plan.run import Run
from levada.plan.tables import Column, Table
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from tests.engines.bench import Bench, python, spark, table
from tests.lake.bench import compact
from tests.sparks import environment

SOURCE = replace(table("raw.source", id="long"), strategy="append")
WIDER = replace(SOURCE, columns=(*(SOURCE.columns or ()), Column("note", "string")))
INTO = Table("mart.notes", strategy="append", on_schema_change="append_new_columns")
ACTIONS: dict[str, tuple[Action, str]] = {
    "sql": (Sql("select * from raw.source"), "raw.source"),
    "spark": (spark("f"), "source"),
    "python": (python("f"), "source"),
}
PAIRS = [("embedded", "sql"), ("embedded", "spark"), ("embedded", "python"), ("spark", "sql"), ("spark", "spark")]


@pytest.mark.parametrize(("engine", "verb"), PAIRS)
def test_only_what_is_new_is_handed_over(bench: Bench, engine: str, verb: str) -> None:
    if engine == "spark":
        bench.environment = environment()
    bench.file("spark_jobs/job.py", "def f(source):\n    return source\n")
    action, argument = ACTIONS[verb]
    read, output = Read(argument, "raw.source", "new"), Output(INTO.name, INTO)
    step = Task("p", "s", action, (read,), (output,), engine=engine, gate=engine)
    for number, grown in enumerate((SOURCE, SOURCE, WIDER)):
        columns = {"id": [number]} | ({"note": ["new"]} if grown is WIDER else {})
        bench.fill(grown, pa.table(columns), f"fill {number}")
        if number == 1:
            compact(bench.lake, "raw.source")
        if number != 1:
            perform(step, Run(f"run {number}"), bench.environment, bench.root, Listener(bench.said.append))
    assert sorted((row["id"], row["note"]) for row in bench.rows("mart.notes")) == [(0, None), (1, None), (2, "new")]
