"""One `dbt build` by hand, the same as a step of levada, and as a DAG of Cosmos' in its watcher mode: what the build
costs, and what is done besides.

`python -m benchmarks.dbt [--models 10] [--rows 1000000] [--rounds 3]`. All have read the project before, as in any run
but the first, and read the same Parquet files through views; levada also checks, writes Iceberg tables and publishes
them, shown beside it.
Cosmos' build is its DAG run in `dag.test`, its tasks included, of which there is one for each model."""

import argparse
import json
import os
import sys
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks.measure import Figure, middle, peer, process, ratio, rounds, table

WATCHER = Path(__file__).with_name("watcher.py")
SCHEMA = "{% macro generate_schema_name(name, node) %}{{ name or target.schema }}{% endmacro %}"
MODEL = """{{{{ config(schema='m', materialized='table') }}}}
select k % {n} as k, sum(v) as v from {{{{ source('raw', 'o') }}}} group by 1"""
TESTS = "models: [{name: MODEL, columns: [{name: k, data_tests: [unique, not_null]}]}]"
PIPELINE = """\
apiVersion: levada/v1
kind: Pipeline
steps:
  - ingest: {files: o.parquet}
    into: raw.o
  - id: marts
    dbt: "*"
    reads: [raw.o]
    into: [NAMES]
datasets:
  raw.o: {write: replace, contract: [{name: k, logicalType: integer}, {name: v, logicalType: number}]}
"""
COSMOS = ("astronomer-cosmos==1.15.*", "apache-airflow==3.3.2", "dbt-core<1.12", "dbt-duckdb==1.11.*")
READY = """
import json, shutil, subprocess, sys, time, duckdb
from pathlib import Path
root, files = Path(sys.argv[1]), json.loads(sys.argv[2])
scratch = Path(sys.argv[3])
from levada.engines.dbt import project
from levada.engines.embedded.dbt import DATABASE, PROFILE
shutil.rmtree(scratch / "project", ignore_errors=True)  # the target folder stays, and what dbt has read with it
(scratch / DATABASE).unlink(missing_ok=True)
copied = project.copy(root, scratch, ["raw.o"], {**PROFILE, "path": str(scratch / DATABASE)})
with duckdb.connect(str(scratch / DATABASE)) as connection:
    connection.execute(f"CREATE SCHEMA raw; CREATE VIEW raw.o AS FROM read_parquet({files})")
"""
BARE = (
    READY
    + """
words = project.command(scratch, "build", "*", "")
begun = time.perf_counter()
subprocess.run([sys.executable, "-m", "dbt.cli.main", *words], cwd=copied, check=True, stdout=subprocess.DEVNULL)
print(json.dumps({"build": time.perf_counter() - begun}))
"""
)
STEP = """
import json, sys, time
from pathlib import Path
from levada.engines.embedded import dbt
from levada.engines.registry import ABILITIES
from levada.plan.binding import bind, environment
from levada.plan.planner import plan
from levada.plan.run import Run
from levada.runtime.listener import Listener
from levada.runtime.perform import perform
from levada.spec.reader import read
from benchmarks.dbt import landed
root, number, rows = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
landed(root, rows + number)  # else there is nothing to do
seconds, build = {}, dbt.build
def timed(*given):
    begun = time.perf_counter()
    made = build(*given)
    seconds["build"] = time.perf_counter() - begun
    return made
dbt.build = timed
project = read(root)
where = environment(project)
(made,) = (bind(one, where, ABILITIES) for one in plan(project))
for task in made.tasks:
    outcome = perform(task, Run(f"run{number}"), where, root, Listener(lambda _: None))
stages = dict(outcome.usage.stages)
rest = {"drafts": stages["write"] - seconds["build"], "gate": stages["check"], "publication": stages["publish"]}
print(json.dumps(seconds | rest))
"""


def main() -> None:
    said = options(__doc__).parse_args()
    with TemporaryDirectory() as folder:
        _compare(Path(folder), said.models, said.rows, said.rounds)


def options(said: str | None) -> argparse.ArgumentParser:
    """How much is measured."""
    options = argparse.ArgumentParser(description=said, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--models", type=int, default=10, help="models, with two tests each (default: 10)")
    options.add_argument("--rows", type=int, default=1_000_000, help="rows they read (default: 1000000)")
    options.add_argument("--rounds", type=int, default=3, help="how often each is measured (default: 3)")
    return options


def _compare(folder: Path, models: int, rows: int, times: int) -> None:
    root = _project(folder / "project", models, rows)
    numbers = iter(range(10**6))

    def step() -> Figure:
        return process([sys.executable, "-c", STEP, root, next(numbers), rows])

    step()  # the table that both read
    files = json.dumps([str(path) for path in root.glob(".levada/warehouse/raw/o/data/*.parquet")])
    scratch = folder / "bare"
    scratch.mkdir()

    def bare() -> Figure:
        return process([sys.executable, "-c", BARE, root, files, scratch])

    python = peer("cosmos", *COSMOS)
    home = airflow(folder / "airflow", python)

    there = folder / "watched"
    there.mkdir()

    def watched() -> Figure:
        process([sys.executable, "-c", READY, root, files, there])
        said = {"COSMOS_PROJECT": f"{there}/project", "COSMOS_PROFILES": f"{there}/profiles.yml"}
        return process([python, "-P", WATCHER], **home, **said)

    for warming in (bare, step, watched):
        warming()
    told(rounds({"dbt build": bare, "levada": step, "Cosmos, watcher mode": watched}, times), models, rows)


def told(figures: dict[str, list[Figure]], models: int, rows: int) -> None:
    """Print what each contender took, part by part. `dbt build` is the floor."""
    build = partial(seconds_of, "build")
    parts = ("build", "drafts", "gate", "publication")
    lines = []
    for name, those in figures.items():
        seconds = [middle(those, partial(seconds_of, part)) for part in parts]
        lines.append((name, *(f"{part:.2f}" for part in seconds), f"{ratio(those, figures['dbt build'], build):.2f}"))
    table(f"{models} models and {2 * models} tests over {rows:,} rows, seconds", ("", *parts, "build to bare"), lines)


def airflow(home: Path, python: Path) -> dict[str, str]:
    """The settings of an Airflow that knows one DAG, its database ready."""
    settings = {
        "AIRFLOW_HOME": str(home),
        "AIRFLOW__CORE__DAGS_FOLDER": str(home / "dags"),
        "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
        "AIRFLOW__COSMOS__ENABLE_TELEMETRY": "False",
        "DO_NOT_TRACK": "1",
        "PATH": f"{python.parent}{os.pathsep}{os.environ['PATH']}",
    }
    (home / "dags").mkdir(parents=True)
    (home / "dags" / WATCHER.name).write_text(WATCHER.read_text())
    process([python, "-m", "airflow", "db", "migrate"], **settings)
    return settings


def seconds_of(part: str, figure: Figure) -> float:
    return float(figure.said.get(part, 0))


def _project(root: Path, models: int, rows: int) -> Path:
    files = {
        "dbt_project/dbt_project.yml": "name: demo\nversion: 1.0.0\n",
        "dbt_project/macros/generate_schema_name.sql": SCHEMA,
        "include/pipelines/p.yaml": PIPELINE.replace("NAMES", ", ".join(f"m.a{n}" for n in range(models))),
        **{f"dbt_project/models/a{n}.sql": MODEL.format(n=1000 + n) for n in range(models)},
        **{f"dbt_project/models/a{n}.yml": TESTS.replace("MODEL", f"a{n}") for n in range(models)},
    }
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    (root / "data").mkdir()
    landed(root, rows)
    return root


def landed(root: Path, rows: int) -> None:
    """The file that is read, with so many rows."""
    import duckdb

    rows_of = f"SELECT range AS k, range * 0.5::DOUBLE AS v FROM range({rows})"
    duckdb.execute(f"COPY ({rows_of}) TO '{root / 'data/o.parquet'}'")


if __name__ == "__main__":
    main()
