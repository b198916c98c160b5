"""A small project for the real scheduler, on top of what `levada init` makes: two days of people, a job, a pipeline
that waits for them, one that waits for a file and does a part of its steps, one whose steps are done item by item, one
that follows that, and four that fail or nearly fail, each in its own way."""

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
TIMED = "owner: keepers\ndeadline: 1s\n"
CHANNEL = """
channels:
  keepers:
    class: postcards.Postcard
    args: {text: "{{ message }}", file: "%s"}
"""
POSTCARDS = """
from airflow.sdk import BaseNotifier


class Postcard(BaseNotifier):
    template_fields = ("text",)

    def __init__(self, text, file):
        super().__init__()
        self.text, self.file = text, file

    def notify(self, context):
        with open(self.file, "a") as file:
            file.write(self.text + "\\n")
"""

PATIENT = """
apiVersion: levada/v1
kind: Pipeline
deadline: 1h
params: {mode: {enum: [fast, full], default: fast}}
steps:
  - id: sign
    wait: {files: "sign.*", timeout: 5m}
  - ingest: {files: bad.csv}
    into: raw.signed
    depends_on: [sign]
  - id: told
    operator:
      class: airflow.providers.standard.operators.bash.BashOperator
      args: {bash_command: "echo {{ params.mode }}"}
    when: {all: [{rows: raw.signed}, {python: fast}]}
  - id: passed
    operator: {class: airflow.providers.standard.operators.empty.EmptyOperator}
    when: {param: mode, is: full}
    depends_on: [told]
  - id: last
    operator: {class: airflow.providers.standard.operators.bash.BashOperator, args: {bash_command: "true"}}
    depends_on: [passed]
    trigger_rule: none_failed
datasets:
  raw.signed:
    contract: [{name: id, logicalType: integer}]
"""

REGIONS = """
apiVersion: levada/v1
kind: Pipeline
default_args: {retries: 5, retry_delay: 2s}
steps:
  - ingest: {files: regions.csv}
    into: raw.regions
  - ingest: {files: "regions/{{ item }}.csv"}
    into: raw.residents
    for_each: {dataset: raw.regions, column: region}
  - sql: SELECT '{{ item }}' AS way, count(*) AS n FROM raw.residents
    into: staging.counts
    for_each: [down, up]
  - id: greeted
    operator:
      class: airflow.providers.standard.operators.bash.BashOperator
      args: {bash_command: "echo hi {{ item }}"}
    for_each: {dataset: raw.regions, column: number}
  - ingest: {files: "nobody/{{ item }}.csv"}
    into: raw.nobodies
    for_each: {dataset: raw.regions, column: nobody}
  - id: last
    operator: {class: airflow.providers.standard.operators.bash.BashOperator, args: {bash_command: "true"}}
    depends_on: [greeted, raw_nobodies]
    trigger_rule: none_failed
datasets:
  raw.regions:
    write: replace
    contract:
      - {name: region, logicalType: string}
      - {name: number, logicalType: integer}
      - {name: nobody, logicalType: string}
  raw.residents: {write: append, contract: [{name: id, logicalType: integer, unique: true}]}
  raw.nobodies: {write: append, contract: [{name: id, logicalType: integer}]}
  staging.counts: {write: {strategy: merge, unique_key: way}}
"""

NEIGHBOURS = """
apiVersion: levada/v1
kind: Pipeline
schedule: {assets: [raw.residents]}
steps:
  - sql: SELECT count(*) AS n FROM raw.residents
    into: analytics.neighbours
"""

BROKEN = """
apiVersion: levada/v1
kind: Pipeline
stepz: []
"""

THEIRS = """
from airflow.sdk import DAG
from airflow.providers.standard.operators.bash import BashOperator

with DAG("theirs", schedule=None):
    BashOperator(task_id="hello", bash_command="echo hello")
"""

ADULTS = """
from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def adults(people: DataFrame) -> DataFrame:
    return people.where(F.col("age") >= 18)
"""

FAST = """
def fast(params):
    return params["mode"] == "fast"
"""

HEADS = """
from pyspark.sql import DataFrame
from pyspark.sql import functions as F


def heads(adults: DataFrame) -> DataFrame:
    return adults.groupBy("name").agg(F.count("*").alias("days"))
"""


def make(root: Path) -> None:
    """Writes the project's files."""
    specs = {"people": PEOPLE, "followers": FOLLOWERS, "patient": PATIENT, "broken": BROKEN}
    specs |= {"late": LATE + TIMED, "bad": BAD + TIMED, "regions": REGIONS, "neighbours": NEIGHBOURS}
    for name, text in specs.items():
        _write(root / "include" / "pipelines" / f"{name}.yaml", text)
    with (root / "include" / "environments" / "local.yaml").open("a") as environment:
        environment.write(CHANNEL % (root / "postcards.txt"))
    _write(root / "spark_jobs" / "adults.py", ADULTS)
    _write(root / "spark_jobs" / "heads.py", HEADS)
    _write(root / "spark_jobs" / "fast.py", FAST)
    for day in (1, 2, 3):
        rows = f"Ada,36,2013-01-0{day}T10:00:00Z\nKim,7,2013-01-0{day}T11:00:00Z\n"
        _write(root / "data" / "people" / f"2013-01-0{day}.csv", "name,age,seen\n" + rows)
    _write(root / "data" / "regions.csv", "region,number,nobody\nnorth,1,\nsouth,2,\neast,3,\n")
    for number, region in enumerate(("north", "south")):  # the east is late
        _write(root / "data" / "regions" / f"{region}.csv", f"id\n{number}\n")
    _write(root / "data" / "bad.csv", "id\n1\n\n3\n")


def make_theirs(folder: Path) -> None:
    """What lay in that Airflow before levada came: a DAG written by hand, a notifier."""
    _write(folder / "plugins" / "postcards.py", POSTCARDS)
    _write(folder / "dags" / "theirs.py", THEIRS)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
