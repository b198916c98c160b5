"""A CSV file of 5 M rows into an unpartitioned Iceberg table: levada, dlt, pyarrow to Parquet, DuckDB's reader alone.

`python -m benchmarks.csv [--rows 5000000] [--rounds 3]`. The time is that of the work alone: everything is imported
before. levada's is that of the stages of the step: write alone, and all of them, with six checks and publication; that
of dlt is a whole `run`. The memory is the peak of the whole process.
"""

import argparse
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Figure, middle, peer, process, rounds, table

DLT = ("dlt[filesystem,pyiceberg]==1.31.0", "pyarrow>=22,<27")
COLUMNS = {
    "id": "logicalType: integer",
    "at": "logicalType: timestamp, logicalTypeOptions: {timezone: false}",
    "carrier": "logicalType: string",
    "tailnum": "logicalType: string",
    "delay": "logicalType: integer, physicalType: int",
    "fare": "logicalType: number, physicalType: 'decimal(9, 2)'",
    "distance": "logicalType: number",
    "cancelled": "logicalType: boolean",
}
CHECKED = ("id", "at", "carrier", "delay", "fare", "distance")

MADE = """
import sys, duckdb
duckdb.execute(f'''COPY (SELECT i AS id, TIMESTAMP '2013-01-01' + to_seconds(i * 6) AS at,
    ['UA', 'AA', 'DL', 'WN', 'B6'][1 + i % 5] AS carrier, 'N' || (i * 7919 % 100000) AS tailnum, i % 600 - 60 AS delay,
    (i * 31 % 100000 / 100)::DECIMAL(9, 2) AS fare, i * 0.37::DOUBLE AS distance, i % 7 = 0 AS cancelled
    FROM range({sys.argv[2]}) AS made(i)) TO '{sys.argv[1]}' (HEADER)''')
"""
TIMED = """
import json, sys, time, shutil
from pathlib import Path
file, folder = Path(sys.argv[1]), Path(sys.argv[2])
shutil.rmtree(folder, ignore_errors=True)
BEFORE
begun = time.perf_counter()
WORK
print(json.dumps({"seconds": seconds if "seconds" in dir() else time.perf_counter() - begun, "rows": rows}))
"""


def timed(before: str, work: str) -> str:
    """A program that does something once it is ready, and says how long that took."""
    return TIMED.replace("BEFORE", before).replace("WORK", work)


LEVADA = timed(
    before="""
import duckdb, pyarrow, pyiceberg.io.pyarrow
from levada.engines.registry import ABILITIES
from levada.plan.binding import bind, environment
from levada.plan.planner import plan
from levada.plan.run import Run
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from levada.spec.reader import read
(folder / "include/pipelines").mkdir(parents=True)
(folder / "include/pipelines/trips.yaml").write_text(sys.argv[3])
project = read(folder)
where = environment(project)
(task,) = bind(plan(project)[0], where, ABILITIES).tasks
""",
    work="""
outcome = perform(task, Run("benchmark"), where, folder, Listener(lambda line: None))
stages = dict(outcome.usage.stages)
seconds = stages["write"] if sys.argv[4] == "write" else sum(stages.values())
rows = outcome.tables[0].rows
""",
)
DUCKDB = timed(
    before="""
import duckdb
kinds = ["BIGINT", "TIMESTAMP", "VARCHAR", "VARCHAR", "INTEGER", "DECIMAL(9, 2)", "DOUBLE", "BOOLEAN"]
columns = ", ".join(f"'c{number}': '{kind}'" for number, kind in enumerate(kinds))
""",
    work="""
scan = f"FROM read_csv('{file}', auto_detect = false, header = true, columns = {{{columns}}})"
rows = sum(batch.num_rows for batch in duckdb.sql(scan).to_arrow_reader(65536))
""",
)
PYARROW = timed(
    before="""
import pyarrow as pa, pyarrow.csv as csv, pyarrow.parquet as pq
types = csv.ConvertOptions(column_types={"fare": pa.decimal128(9, 2), "delay": pa.int32(), "at": pa.timestamp("us")})
""",
    work="""
folder.mkdir()
rows = 0
with csv.open_csv(file, convert_options=types) as reader, pq.ParquetWriter(
    folder / "trips.parquet", reader.schema, compression="zstd"
) as writer:
    for batch in reader:
        writer.write_batch(batch)
        rows += batch.num_rows
""",
)
DLT_RUN = timed(
    before="""
import dlt, pyarrow as pa, pyarrow.csv as csv, pyiceberg.io.pyarrow
types = csv.ConvertOptions(column_types={"fare": pa.decimal128(9, 2), "delay": pa.int32(), "at": pa.timestamp("us")})
@dlt.resource(name="trips", table_format="iceberg", write_disposition="append")
def trips():
    yield from map(lambda batch: pa.Table.from_batches([batch]), csv.open_csv(file, convert_options=types))
pipeline = dlt.pipeline(
    "trips", destination=dlt.destinations.filesystem(folder.as_uri()), dataset_name="raw", pipelines_dir=folder / "dlt"
)
""",
    work="""
pipeline.run(trips())
rows = pipeline.last_trace.last_normalize_info.row_counts["trips"]
""",
)


def spec(file: Path, checks: Sequence[str]) -> str:
    """A pipeline that loads the file into one table, with so many columns required."""
    columns = "".join(
        f"      - {{name: {name}, {kind}, required: {str(name in checks).lower()}}}\n" for name, kind in COLUMNS.items()
    )
    return (
        f"apiVersion: levada/v1\nkind: Pipeline\nsteps: [{{ingest: {{files: {file}}}, into: raw.trips}}]\n"
        f"datasets:\n  raw.trips:\n    contract:\n{columns}"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--rounds", type=int, default=3)
    said = parser.parse_args()
    python, theirs = Path(sys.executable), peer("dlt", *DLT)
    with TemporaryDirectory() as folder:
        file, out = Path(folder) / "trips.csv", Path(folder) / "out"
        process([python, "-c", MADE, file, said.rows])
        unchecked, checked = spec(file, ()), spec(file, CHECKED)
        contenders = {
            "levada, write only": partial(process, [python, "-c", LEVADA, file, out, unchecked, "write"]),
            "levada, checked and published": partial(process, [python, "-c", LEVADA, file, out, checked, "all"]),
            "dlt (Arrow) into Iceberg": partial(
                process, [theirs, "-c", DLT_RUN, file, out], RUNTIME__DLTHUB_TELEMETRY="false"
            ),
            "pyarrow, CSV to Parquet": partial(process, [python, "-c", PYARROW, file, out]),
            "floor: DuckDB's reader alone": partial(process, [python, "-c", DUCKDB, file, out]),
        }
        report(rounds(contenders, said.rounds), said.rows)


def report(found: dict[str, list[Figure]], count: int) -> None:
    lines = []
    for name, figures in found.items():
        assert all(figure.said["rows"] == count for figure in figures), name
        seconds = middle(figures, lambda figure: figure.said["seconds"])
        memory, cpu = middle(figures, lambda figure: figure.peak_memory), middle(figures, lambda each: each.cpu_seconds)
        speed = f"{count / seconds / 1e6:.2f}"
        lines.append((name, f"{seconds:.1f}", speed, f"{cpu:.1f}", f"{memory / 2**20:,.0f}"))
    header = (f"CSV, {count:,} rows of 8 columns", "s", "M rows/s", "CPU s of the process", "peak MiB")
    table("medians", header, lines)


if __name__ == "__main__":
    main()
