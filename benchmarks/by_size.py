"""From which size on Spark is the better engine of a `sql` step on one machine: where `up_to` should lie.

`LEVADA_TEST_JARS=/folder python -m benchmarks.by_size [--rows 100000 1000000 10000000 50000000] [--rounds 3]`. Every
step is a process of its own, as in Airflow: it starts, reads, writes, publishes. Spark's has to start a JVM, too, and
has all cores of this machine, as DuckDB in this process has. `sums` makes a thousand rows of all, `rows` as many as it
reads. The bytes are those of the published files that are read."""

import argparse
import os
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.measure import Figure, middle, process, rounds, table
from levada.lake.catalogue import open_lake
from levada.plan.environment import Environment

LOCAL = Environment(
    "local", (("type", "sql"), ("uri", "sqlite:///.levada/catalog.db"), ("warehouse", ".levada/warehouse"))
)
HEAD = "apiVersion: levada/v1\nkind: "
QUERIES = {
    "sums": "select id % 1000 as key, count(*) as n, sum(fare) as fare from raw.s where id >= -{} group by id % 1000",
    "rows": "select id, upper(place) as place, fare * 2 as fare from raw.s where id >= -{}",
}
PLACES = pa.array(["Lisboa", "Porto", "Funchal", "Faro"])
CHUNK = 1_000_000


def project(root: Path, jars: str) -> None:
    """Two environments, which differ in who performs `sql`."""
    jars = f"spark.jars: '{jars}/*.jar', " if jars else ""
    spark = f"verbs: {{sql: spark}}\nengines: {{spark: {{settings: {{{jars}spark.driver.memory: 4g}}}}}}\n"
    for name, said in {"local": "", "sparked": spark}.items():
        _write(root / f"include/environments/{name}.yaml", f"{HEAD}Environment\n{said}")


def filled(root: Path, rows: int) -> int:
    """The table that is read; returns the bytes of its files."""
    lake = open_lake(LOCAL, root)
    lake.catalog.create_namespace_if_not_exists("raw")
    made = None
    for first in range(0, rows, CHUNK):
        numbers = pa.array(range(first, min(first + CHUNK, rows)), pa.int64())
        places = PLACES.take(pc.bit_wise_and(numbers, pa.scalar(3)))
        fares = pc.divide(numbers.cast(pa.float64()), pa.scalar(7.0))
        some = pa.table({"id": numbers, "place": places, "fare": fares})
        made = made or lake.catalog.create_table("raw.s", some.schema)
        made.append(some)
    return sum(task.file.file_size_in_bytes for task in lake.catalog.load_table("raw.s").scan().plan_files())


def run(root: Path, step: str, environment: str, number: list[int]) -> Figure:
    """A step, done once more: its query says something new each time."""
    number[0] += 1
    query = QUERIES[step].format(number[0])
    said = f"{HEAD}Pipeline\nsteps:\n  - sql: {query}\n    into: staging.{step}\n"
    said += "datasets: {raw.s: {loader: this benchmark}}\n"
    _write(root / "include/pipelines/sized.yaml", said)
    command = [sys.executable, "-m", "levada.cli", "--root", root, "--environment", environment, "run", "sized"]
    return process(command)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def measured(rows: int, count: int) -> list[list[str]]:
    with TemporaryDirectory() as folder:
        root, number = Path(folder), [0]
        project(root, os.environ.get("LEVADA_TEST_JARS", ""))
        size = filled(root, rows)
        contenders = {
            f"{step} {where}": partial(run, root, step, where, number)
            for step in QUERIES
            for where in ("local", "sparked")
        }
        found = rounds(contenders, count)
    shown = f"{size / 2**20:,.0f}"
    return [
        [f"{step} of {rows:,}", shown, *_row(found[f"{step} local"]), *_row(found[f"{step} sparked"])[:1]]
        for step in QUERIES
    ]


def _row(figures: list[Figure]) -> list[str]:
    """Of Spark, the memory is the JVM's, which is nobody's child here: it is not shown."""
    seconds, peak = (middle(figures, of) for of in (lambda one: one.seconds, lambda one: one.peak_memory))
    return [f"{seconds:.1f}", f"{peak / 2**20:,.0f}"]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, nargs="+", default=[100_000, 1_000_000, 10_000_000, 50_000_000])
    parser.add_argument("--rounds", type=int, default=3)
    said = parser.parse_args()
    lines = [line for rows in said.rows for line in measured(rows, said.rounds)]
    header = ("", "MiB read", "embedded, s", "peak MiB", "spark, s")
    table("A sql step in a process of its own", header, lines)


if __name__ == "__main__":
    main()
