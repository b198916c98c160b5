"""A small project, and the command line in it."""

import json
from pathlib import Path
from typing import Any

from click.testing import CliRunner, Result

from levada.cli.main import cli

SHOP = """\
apiVersion: levada/v1
kind: Pipeline
description: Orders of a shop.
schedule: {cron: "0 4 * * *", timezone: Europe/Lisbon, start_date: 2024-01-01, end_date: 2024-01-02}
steps:
  - ingest: {files: "orders/{{ ds }}.csv"}
    into: raw.orders
  - spark: totals
    reads: [{dataset: raw.orders, rows: interval}]
    into: staging.totals
datasets:
  raw.orders:
    event_time: at
    partitioning: [month(at)]
    write: append
    contract:
      - {name: id, logicalType: integer, primaryKey: true}
      - {name: at, logicalType: timestamp}
      - {name: amount, logicalType: number, logicalTypeOptions: {minimum: 0}}
  staging.totals: {event_time: at, write: insert_overwrite}
"""
TOTALS = """\
from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def totals(orders: DataFrame) -> DataFrame:
    return orders.groupBy("at").agg(F.sum("amount").alias("total"))
"""
FIRST = "id,at,amount\n1,2024-01-01T10:00:00Z,5\n2,2024-01-01T11:00:00Z,7.5\n"
SECOND = "id,at,amount\n3,2024-01-02T10:00:00Z,1\n"


class Shop:
    """The project's folder, and `levada` called in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("include/pipelines/shop.yaml", SHOP)
        self.write("spark_jobs/totals.py", TOTALS)
        self.write("data/orders/2024-01-01.csv", FIRST)
        self.write("data/orders/2024-01-02.csv", SECOND)

    def write(self, path: str, text: str) -> None:
        (self.root / path).parent.mkdir(parents=True, exist_ok=True)
        (self.root / path).write_text(text)

    def __call__(self, *arguments: str) -> Result:
        result = CliRunner().invoke(cli, ["--root", str(self.root), *arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    def json(self, *arguments: str) -> Any:
        result = self(*arguments, "--format", "json")
        return json.loads(result.stdout)
