"""Twelve checks of a table: levada's gate, one SELECT written by hand, and Great Expectations.

`python -m benchmarks.gate [--rows 10000000] [--rounds 3]`. The time is that of the checks, the reading of the files
included; imports are not. Every contender's twelve numbers are the same.
"""

import argparse
import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.measure import Figure, middle, peer, process, rounds, table

GREAT_EXPECTATIONS = ("great-expectations==1.24.*", "pandas<3", "pyarrow")
CARRIERS = [f"C{number}" for number in range(16)]

CONTRACT: list[dict[str, Any]] = [
    {"name": "id", "logicalType": "integer", "primaryKey": True},
    {"name": "carrier", "logicalType": "string", "required": True, "enum": [{"value": name} for name in CARRIERS]},
    {"name": "origin", "logicalType": "string", "quality": [
        {"metric": "invalidValues", "arguments": {"validValues": ["EWR", "JFK", "LGA"]}, "mustBe": 0}]},
    {"name": "flight", "logicalType": "integer", "logicalTypeOptions": {"minimum": 0, "maximum": 9999}},
    {"name": "distance", "logicalType": "number", "logicalTypeOptions": {"exclusiveMinimum": 0}},
    {"name": "fare", "physicalType": "decimal(12, 2)", "logicalTypeOptions": {"minimum": 0.01, "maximum": 999.99}},
    {"name": "tail", "logicalType": "string", "logicalTypeOptions": {"pattern": "^N[0-9]+$"}, "quality": [
        {"metric": "nullValues", "mustBeLessThan": 2, "unit": "percent"}]},
    {"name": "departed", "logicalType": "timestamp", "logicalTypeOptions": {"minimum": "2013-01-01"}},
]  # fmt: skip
ROW_COUNT = {"metric": "rowCount", "mustBeGreaterThan": 0}

MAKE = """
SELECT i AS id, 'C' || (i % 16) AS carrier, ['JFK', 'LGA', 'EWR'][1 + i % 3] AS origin, (i * 7919) % 5000 AS flight,
    1 + (hash(i) % 10000) / 10.0 AS distance, CAST(1.01 + (hash(i + 1) % 90000) / 100.0 AS DECIMAL(12, 2)) AS fare,
    CASE WHEN i % 97 > 0 THEN 'N' || (hash(i) % 100000) END AS tail,
    TIMESTAMPTZ '2013-01-01 00:00:00+00' + to_seconds(CAST(i % 31536000 AS DOUBLE)) AS departed
FROM range({rows}) AS made(i)
"""
BY_HAND = f"""
SELECT count(*), count(*) FILTER (id IS NULL), count(id) - count(DISTINCT id), count(*) FILTER (carrier IS NULL),
    count(*) FILTER (carrier NOT IN ({", ".join(map(repr, CARRIERS))})),
    count(*) FILTER (origin NOT IN ('EWR', 'JFK', 'LGA')), count(*) FILTER (flight < 0 OR flight > 9999),
    count(*) FILTER (distance <= 0), count(*) FILTER (fare < 0.01 OR fare > 999.99),
    count(*) FILTER (NOT regexp_matches(tail, '^N[0-9]+$')), count(*) FILTER (tail IS NULL),
    count(*) FILTER (departed < TIMESTAMPTZ '2013-01-01 00:00:00+00')
FROM read_parquet({{files}})
"""
TIMED = """
import json, sys, time
{before}
begun = time.perf_counter(), time.process_time()
{work}
ended = time.perf_counter(), time.process_time()
print(json.dumps({{"seconds": ended[0] - begun[0], "cpu": ended[1] - begun[1], "found": sorted(found)}}))
"""
HAND = TIMED.format(
    before="import duckdb\nconnection = duckdb.connect()\nconnection.execute(\"SET TimeZone = 'UTC'\")",
    work="found = connection.execute(sys.argv[1]).fetchall()[0]",
)
GATE = TIMED.format(
    before="from pathlib import Path\nimport levada.engines.embedded.gate as gate\nfrom benchmarks.gate import draft",
    work="found = [result.count for result in gate.check(draft(Path(sys.argv[1])))]",
)
PEER = TIMED.format(
    before="import great_expectations as gx\nimport pandas as pd\nimport warnings\nwarnings.simplefilter('ignore')",
    work="""
files, carriers = json.loads(sys.argv[1]), json.loads(sys.argv[2])
frame = pd.concat([pd.read_parquet(file) for file in files], ignore_index=True)
context = gx.get_context(mode="ephemeral")
context.variables.progress_bars = {"globally": False}
data = context.data_sources.add_pandas("p").add_dataframe_asset("a").add_batch_definition_whole_dataframe("b")
e, start = gx.expectations, pd.Timestamp("2013-01-01", tz="UTC")
suite = gx.ExpectationSuite("s", expectations=[
    e.ExpectColumnValuesToNotBeNull(column="id"), e.ExpectColumnValuesToBeUnique(column="id"),
    e.ExpectColumnValuesToNotBeNull(column="carrier"),
    e.ExpectColumnValuesToBeInSet(column="carrier", value_set=carriers),
    e.ExpectColumnValuesToBeInSet(column="origin", value_set=["EWR", "JFK", "LGA"]),
    e.ExpectColumnValuesToBeBetween(column="flight", min_value=0, max_value=9999),
    e.ExpectColumnValuesToBeBetween(column="distance", min_value=0, strict_min=True),
    e.ExpectColumnValuesToBeBetween(column="fare", min_value=0.01, max_value=999.99),
    e.ExpectColumnValuesToMatchRegex(column="tail", regex="^N[0-9]+$"),
    e.ExpectColumnValuesToNotBeNull(column="tail", mostly=0.98),
    e.ExpectColumnValuesToBeBetween(column="departed", min_value=start),
])
results = data.get_batch({"dataframe": frame}).validate(suite, result_format="BASIC").results
found = [len(frame), *(result.result["unexpected_count"] for result in results)]
""",
)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rows", type=int, default=10_000_000, help="rows (default: 10 million)")
    options.add_argument("--rounds", type=int, default=3, help="how often each is measured (default: 3)")
    said = options.parse_args()
    python = peer("great-expectations", *GREAT_EXPECTATIONS)
    with TemporaryDirectory() as folder:
        files = _fill(Path(folder), said.rows)
        by_hand = BY_HAND.format(files=files)
        figures = rounds(
            {
                "one SELECT by hand": lambda: process([sys.executable, "-c", HAND, by_hand]),
                "levada's gate": lambda: process([sys.executable, "-c", GATE, folder]),
                "Great Expectations, pandas": lambda: process(
                    [python, "-c", PEER, json.dumps(files), json.dumps(CARRIERS)]
                ),
            },
            said.rounds,
        )
    _show(figures, said.rows)


def _show(figures: Mapping[str, list[Figure]], rows: int) -> None:
    found = {name: tuple(those[0].said["found"]) for name, those in figures.items()}
    if len(set(found.values())) > 1:
        raise SystemExit(f"they do not find the same: {found}")
    wall = {name: middle(those, lambda figure: float(figure.said["seconds"])) for name, those in figures.items()}
    floor = wall["one SELECT by hand"]
    lines = [
        (
            name,
            f"{wall[name]:.2f}",
            f"{wall[name] / floor:.2f}",
            f"{middle(those, lambda figure: float(figure.said['cpu'])):.2f}",
            f"{middle(those, lambda figure: figure.seconds):.2f}",
            f"{middle(those, lambda figure: figure.peak_memory) / 2**30:.2f}",
        )
        for name, those in figures.items()
    ]
    header = ("", "seconds", "to the SELECT", "CPU s", "whole process s", "peak GiB")
    table(f"12 checks of {rows:,} rows of 8 columns", header, lines)


def _fill(root: Path, rows: int) -> list[str]:
    """A draft of made-up rows, in a lake of its own; returns its files."""
    import duckdb

    from levada.lake.drafts import Writer
    from levada.lake.reading import added

    connection = duckdb.connect()
    connection.execute("SET TimeZone = 'UTC'")
    made = connection.sql(MAKE.format(rows=rows)).to_arrow_reader(1_000_000)
    lake, checked, mark = _lake(root)
    return list(added(lake, Writer(lake, mark).write(checked, made)).files)


def draft(root: Path) -> Any:
    """The draft that `_fill` has made, before the gate."""
    from levada.engines.base import Work, drafted
    from levada.lake import drafts
    from levada.plan.actions import Sql
    from levada.plan.environment import Environment
    from levada.plan.graph import Task

    lake, checked, mark = _lake(root)
    found = drafts.find(lake, checked, mark)
    assert found
    task = Task("gate", "fill", Sql("select 1"), gate="embedded")
    work = Work(task, mark.run, Environment("local", ()), lake, root, root)
    return drafted(work, checked, found, datetime.now(UTC), {})


def _lake(root: Path) -> tuple[Any, Any, Any]:
    """Lake, table and mark: what both processes know."""
    from levada.lake.catalogue import open_lake
    from levada.lake.marks import Mark
    from levada.plan.columns import columns
    from levada.plan.environment import Environment
    from levada.plan.quality import checks
    from levada.plan.run import Run
    from levada.plan.tables import Table

    where = Environment("local", (("type", "sql"), ("uri", "sqlite:///catalog.db"), ("warehouse", "warehouse")))
    promised, _ = checks(tuple(CONTRACT), (ROW_COUNT,))
    mark = Mark("gate", "fill", Run("made"), "sha256:made")
    return open_lake(where, root), Table("raw.flights", columns(tuple(CONTRACT)), checks=promised), mark


if __name__ == "__main__":
    main()
