"""A project of partitions for the real scheduler: half hours of meters, hours of them alone and beside prices, days."""

from pathlib import Path

METERS = """
apiVersion: levada/v1
kind: Pipeline
schedule: {cron: "*/30 * * * *", timezone: Europe/Lisbon, start_date: 2013-07-01, end_date: 2013-07-02}
steps:
  - ingest: {files: "meters/{{ data_interval_start }}.csv"}
    into: raw.meters
datasets:
  raw.meters:
    event_time: read_at
    write: append
    contract:
      - {name: read_at, logicalType: timestamp, required: true}
      - {name: kwh, logicalType: integer, required: true}
"""

PRICES = """
apiVersion: levada/v1
kind: Pipeline
schedule: {cron: "0 * * * *", timezone: Europe/Lisbon, start_date: 2013-07-01, end_date: 2013-07-02}
steps:
  - ingest: {files: "prices/{{ data_interval_start }}.csv"}
    into: raw.prices
datasets:
  raw.prices:
    event_time: hour
    write: append
    contract:
      - {name: hour, logicalType: timestamp, required: true}
      - {name: cents, logicalType: integer, required: true}
"""

HOURS = """
apiVersion: levada/v1
kind: Pipeline
schedule: {assets: [raw.meters], interval: hour, timezone: Europe/Lisbon}
steps:
  - sql: SELECT date_trunc('hour', read_at) AS hour, sum(kwh) AS kwh FROM raw.meters GROUP BY 1
    reads: [{dataset: raw.meters, rows: interval}]
    into: staging.hours
datasets:
  staging.hours: {event_time: hour, write: insert_overwrite}
"""

COSTS = """
apiVersion: levada/v1
kind: Pipeline
schedule: {assets: [raw.meters, raw.prices], interval: hour, timezone: Europe/Lisbon}
steps:
  - sql: SELECT hour, cents FROM raw.prices
    reads: [{dataset: raw.prices, rows: interval}]
    into: staging.costs
datasets:
  staging.costs: {event_time: hour, write: insert_overwrite}
"""

DAYS = """
apiVersion: levada/v1
kind: Pipeline
schedule: {assets: [staging.hours], interval: day, timezone: Europe/Lisbon}
steps:
  - sql: SELECT sum(kwh) AS kwh FROM staging.hours
    into: marts.days
"""

READERS = """
apiVersion: levada/v1
kind: Pipeline
schedule: {assets: [raw.meters]}
steps:
  - sql: SELECT count(*) AS readings FROM raw.meters
    into: marts.readings
"""

LOADER = """
from pathlib import Path

from levada.targets.airflow.loader import dags

globals().update(dags(Path(__file__).parents[1]))
"""

PIPELINES = {"meters": METERS, "prices": PRICES, "hours": HOURS, "costs": COSTS, "days": DAYS, "readers": READERS}


def make(root: Path) -> None:
    """Writes the project's files: an hour of July 1, from 10 to 11 in Lisbon."""
    for name, text in PIPELINES.items():
        _write(root / "include" / "pipelines" / f"{name}.yaml", text)
    _write(root / "dags" / "pipelines.py", LOADER)
    for minute in ("00", "30"):
        measured(root, minute, 1)
    _write(root / "data" / "prices" / "2013-07-01T10:00:00+01:00.csv", "hour,cents\n2013-07-01T10:00:00+01:00,20\n")


def measured(root: Path, minute: str, kwh: int) -> None:
    """The file of a half hour that begins at 10:00 or 10:30."""
    moment = f"2013-07-01T10:{minute}:00+01:00"
    _write(root / "data" / "meters" / f"{moment}.csv", f"read_at,kwh\n{moment},{kwh}\n")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
