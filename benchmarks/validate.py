"""`levada validate` of 200 and 2000 specs with contracts, in cold processes; beside it `dagfactory lint` of its own.

Run it with `python -m benchmarks.validate`. The two do not do the same: levada judges types, names, columns, contracts
and the flow between files; dagfactory lint reads YAML."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.dags import DAG_FACTORY
from benchmarks.measure import Figure, middle, peer, process, rounds, table

GOALS = {200: 1.0, 2000: 6.0}
"""Specs -> wall seconds on a quiet machine with two cores."""

SPEC = """\
apiVersion: levada/v1
kind: Pipeline
description: What shop {n} sold.
schedule: {{cron: "0 4 * * *", timezone: Europe/Lisbon, start_date: 2024-01-01}}
steps:
  - ingest: {{files: "shop{n}/{{{{ ds }}}}.csv.gz"}}
    into: raw.sales_{n}
  - ingest: {{files: {{path: shops.txt, format: csv, options: {{delimiter: ";"}}}}}}
    into: raw.shops_{n}
  - spark: clean:sales
    reads: {{sold: {{dataset: raw.sales_{n}, rows: interval}}, shops: raw.shops_{n}}}
    with: {{currency: EUR, at_least: 0.5}}
    into: staging.sales_{n}
datasets:
  raw.sales_{n}: {{event_time: sold_at, partitioning: [day(sold_at)], write: append}}
  raw.shops_{n}: {{write: replace}}
  staging.sales_{n}: {{event_time: sold_at, partitioning: [month(sold_at)], write: insert_overwrite}}
"""
CONTRACT = """\
apiVersion: v3.2.0
kind: DataContract
id: shop-{n}
name: Shop {n}
version: 1.0.0
status: active
schema:
  - name: sales
    physicalName: raw.sales_{n}
    properties:
      - {{name: receipt, logicalType: integer, primaryKey: true, primaryKeyPosition: 1}}
      - {{name: shop, logicalType: string, required: true, logicalTypeOptions: {{pattern: "^[A-Z]+$"}}}}
      - {{name: euros, logicalType: number, logicalTypeOptions: {{minimum: 0}}}}
      - {{name: sold_at, logicalType: timestamp, required: true}}
    quality:
      - {{id: some, metric: rowCount, mustBeGreaterThan: 0, severity: error}}
  - name: shops
    physicalName: raw.shops_{n}
    properties:
      - {{name: shop, logicalType: string, primaryKey: true}}
      - {{name: city, logicalType: string, required: true}}
  - name: clean
    physicalName: staging.sales_{n}
    properties:
      - {{name: shop, logicalType: string}}
      - {{name: sold_at, logicalType: timestamp}}
      - {{name: euros, logicalType: number}}
"""
DAG = """\
shop_{n}:
  default_args: {{owner: shop, start_date: 2024-01-01}}
  schedule: "0 4 * * *"
  tasks:
    - {{task_id: sales, operator: airflow.providers.standard.operators.bash.BashOperator, bash_command: "true"}}
    - {{task_id: shops, operator: airflow.providers.standard.operators.bash.BashOperator, bash_command: "true"}}
    - task_id: clean
      operator: airflow.providers.standard.operators.bash.BashOperator
      bash_command: "true"
      dependencies: [sales, shops]
"""


JOB = """\
def sales(sold, shops, currency, at_least):
    return sold.join(shops, "shop").where(sold.euros >= at_least)
"""


def project(root: Path, specs: int) -> Path:
    """As many pipelines, each with three steps and a contract of three tables; and as many files for dag-factory."""
    for folder in ("include/pipelines", "include/contracts", "spark_jobs", "peer"):
        (root / folder).mkdir(parents=True)
    (root / "spark_jobs" / "clean.py").write_text(JOB)
    for n in range(specs):
        (root / "include" / "pipelines" / f"shop{n}.yaml").write_text(SPEC.format(n=n))
        (root / "include" / "contracts" / f"shop{n}.odcs.yaml").write_text(CONTRACT.format(n=n))
        (root / "peer" / f"shop{n}.yaml").write_text(DAG.format(n=n))
    return root


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    count = parser.parse_args().rounds
    lint = peer("dag-factory", *DAG_FACTORY).parent / "dagfactory"
    folder = Path(tempfile.mkdtemp())
    rows = []
    for specs, goal in GOALS.items():
        root = project(folder / str(specs), specs)
        measured = rounds(_contenders(root, lint), count)
        rows += [_row(name, specs, figures, goal) for name, figures in measured.items()]
    shutil.rmtree(folder)
    table("validate, cold process", ("", "specs", "wall s", "CPU s", "MB", "goal, wall s"), rows)


def _contenders(root: Path, lint: Path) -> dict[str, Callable[[], Figure]]:
    ours = [sys.executable, "-m", "levada.cli", "validate"]
    return {
        "levada validate": lambda: process(ours, root),
        "dagfactory lint": lambda: process([lint, "lint", root / "peer"], root),
        "an interpreter that does nothing": lambda: process([sys.executable, "-c", ""], root),
    }


def _row(name: str, specs: int, figures: list[Figure], goal: float) -> tuple[str, ...]:
    wall, cpu = middle(figures, lambda f: f.seconds), middle(figures, lambda f: f.cpu_seconds)
    memory = middle(figures, lambda f: f.peak_memory) / 1e6
    return name, f"{specs}", f"{wall:.2f}", f"{cpu:.2f}", f"{memory:.0f}", f"{goal:.1f}" if "levada" in name else ""


if __name__ == "__main__":
    main()
