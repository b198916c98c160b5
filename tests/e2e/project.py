"""A small project for the real scheduler: two days of people, a job, a pipeline that waits for them, and four that fail
or nearly fail, each in its own way."""

from pathlib import Path

PEOPLE = """
apiVersion: levada/v1
kind: Pipeline
owner: census
schedule: {cron: "0 4 * * *", timezone: America/New_York, start_date: 2013-01-01, end_date: 2013-01-02, catchup: true}
steps:
  - ingest: {files: "people/{{ ds }}.csv"}
    into: raw.people
  - spark: adults
    reads: [{dataset: raw.people, rows: interval}]
    into: staging.adults
datasets:
  raw.people:
    event_time: seen
    write: append
    contract:
      - {name: name, logicalType: string, required: true}
      - {name: age, logicalType: integer, required: true}
      - {name: seen, logicalType: timestamp, required: true}
  staging.adults: {event_time: seen, write: insert_overwrite}
"""

FOLLOWERS = """
apiVersion: levada/v1
kind: Pipeline
schedule: {assets: [staging.adults]}
steps:
  - spark: heads
    reads: [staging.adults]
    into: analytics.heads
"""

LATE = """
apiVersion: levada/v1
kind: Pipeline
default_args: {retries: 3, retry_delay: 2s}
steps:
  - ingest: {files: late.csv}
    into: raw.late
datasets:
  raw.late:
    contract: [{name: id, logicalType: integer, required: true}]
"""

BAD = LATE.replace("late", "bad")

BROKEN = """
apiVersion: levada/v1
kind: Pipeline
stepz: []
"""

ADULTS = """
from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def adults(people: DataFrame) -> DataFrame:
    return people.where(F.col("age") >= 18)
"""

HEADS = """
from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def heads(adults: DataFrame) -> DataFrame:
    return adults.groupBy("name").agg(F.count("*").alias("days"))
"""


def make(root: Path) -> None:
    """Writes the project's files."""
    specs = {"people": PEOPLE, "followers": FOLLOWERS, "late": LATE, "bad": BAD, "broken": BROKEN}
    for name, text in specs.items():
        _write(root / "include" / "pipelines" / f"{name}.yaml", text)
    _write(root / "spark_jobs" / "adults.py", ADULTS)
    _write(root / "spark_jobs" / "heads.py", HEADS)
    for day in (1, 2, 3):
        rows = f"Ada,36,2013-01-0{day}T10:00:00Z\nKim,7,2013-01-0{day}T11:00:00Z\n"
        _write(root / "data" / "people" / f"2013-01-0{day}.csv", "name,age,seen\n" + rows)
    _write(root / "data" / "bad.csv", "id\n1\n\n3\n")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
